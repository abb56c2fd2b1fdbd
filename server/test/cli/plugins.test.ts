import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pluginPackage } from '../ui/support';
import { Folder } from './support';

// processes of their own, on a machine that may be busy
jest.setTimeout(120_000);

const CODE = `
const { definePlugin } = require('@parley/plugin');
const { createTable, integer, varchar } = require('@parley/plugin/tables');
class CreatePoint {
  name = 'acme-1-point';
  up(q) { return createTable(q, 'acme_point', { id: varchar(40, { primary: true }), organizationId: varchar(40), points: integer() }); }
  down(q) { return q.dropTable('acme_point'); }
}
exports.default = definePlugin({
  migrations: [CreatePoint],
  jobs: { 'acme.expire': { run: async () => undefined } },
  on: { 'message.received': async () => undefined },
  services: { 'acme.points': async () => 1 },
});
`;
const CONFIG = `export default {
  plugins: [
    { package: './acme' },
  ],
};
`;

const folder = new Folder(CONFIG);
beforeAll(async () => {
  const files = pluginPackage('acme', '2.0.0');
  files['package.json'] = files['package.json']?.replace('"ui":', '"server":"./index.js","ui":') ?? '';
  folder.install('acme', { ...files, 'index.js': CODE });
  expect(await folder.run(['migrate'])).toMatchObject({ code: 0, out: expect.stringMatching(/^ {2}acme {2}acme-1-point$/m) });
  const db = new Database(join(folder.path, 'data/parley.db'));
  for (const [id, points] of [
    ['a', 10],
    ['b', 20],
  ])
    db.prepare('insert into acme_point (id, organizationId, points) values (?, ?, ?)').run(id, 'org_1', points);
  db.close();
});
afterAll(() => folder.close());

const tables = (): string[] => {
  const db = new Database(join(folder.path, 'data/parley.db'), { readonly: true });
  const rows = db.prepare("select name from sqlite_master where name like 'acme%' and type = 'table'").all() as { name: string }[];
  db.close();
  return rows.map(({ name }) => name);
};

test('list says what would start, and why the rest would not', async () => {
  folder.write('parley.config.ts', CONFIG.replace('},\n  ]', "},\n    { package: './gone' },\n  ]"));
  const { code, out } = await folder.run(['plugin', 'list']);
  expect(code).toBe(0);
  expect(out).toMatch(/^PLUGIN +VERSION +STATE\nacme +2\.0\.0 +ready\n\.\/gone +0\.0\.0 +quarantined\n/);
  expect(out).toMatch(/\.\/gone: \.\/gone is not installed\.\n {2}→ Run npm install/);
  folder.write('parley.config.ts', CONFIG);
});

test('remove names the line to take out and all that would go with it, and changes nothing', async () => {
  const { code, out, err } = await folder.run(['plugin', 'remove', 'acme']);
  expect([code, err]).toEqual([0, '']);
  for (const line of [
    /event handlers: message\.received/,
    /jobs: acme\.expire/,
    /services: acme\.points/,
    /slots: workbench\.conversation\.panel \(Points\), admin\.page \(Ranking\)/,
    /^acme_point +2$/m,
    /^1 migrations in its ledger$/m,
    /take out the entry at line 3 of parley\.config\.ts: \{ package: '\.\/acme' \},/,
  ])
    expect(out).toMatch(line);
  expect(tables()).toEqual(['acme_point']);
  expect(await folder.run(['plugin', 'remove', 'other'])).toMatchObject({ code: 1, err: expect.stringMatching(/names no plugin other/) });
});

test('purge refuses a plugin that is in use, one that nobody knows, and to act unasked', async () => {
  expect(await folder.run(['plugin', 'purge', 'acme', '--yes'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^acme is still in use\. First take out the entry at line 3/),
  });
  folder.write('parley.config.ts', 'export default { plugins: [] };\n');
  expect(await folder.run(['plugin', 'purge', 'other', '--yes'])).toMatchObject({
    code: 1,
    err: 'Nothing is known of a plugin other. The database remembers: acme.\n',
  });
  const unasked = await folder.run(['plugin', 'purge', 'acme']);
  expect(unasked).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^acme_point +2$/m),
    err: 'This cannot be undone. Add --yes to do it.\n',
  });
  expect(tables()).toEqual(['acme_point']);
});

test('purge writes the rows to a file first, then takes everything away', async () => {
  mkdirSync(join(folder.path, 'data/ui/acme/2.0.0-x'), { recursive: true });
  folder.write('taken.jsonl', 'mine');
  const clash = await folder.run(['plugin', 'purge', 'acme', '--yes', '--export', 'taken.jsonl']);
  expect(clash).toMatchObject({ code: 1, err: expect.stringMatching(/taken\.jsonl is there already\. Name another file\.\n$/) });
  expect(tables()).toEqual(['acme_point']);
  const { code, out, err } = await folder.run(['plugin', 'purge', 'acme', '--yes', '--export', 'acme.jsonl']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/2 rows written to acme\.jsonl\.\nacme is gone\.\n$/);
  const lines = readFileSync(join(folder.path, 'acme.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { table: 'acme_point', row: { id: 'a', organizationId: 'org_1', points: 10 } },
    { table: 'acme_point', row: { id: 'b', organizationId: 'org_1', points: 20 } },
  ]);
  expect(tables()).toEqual([]);
  expect(existsSync(join(folder.path, 'data/ui/acme'))).toBe(false);
  expect(await folder.run(['plugin', 'purge', 'acme', '--yes'])).toMatchObject({
    code: 1,
    err: 'Nothing is known of a plugin acme. The database remembers none.\n',
  });
});
