import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from './support';

// processes of their own, on a machine that may be busy
jest.setTimeout(120_000);
const folder = new Folder();
const bare = new Folder(null);
afterAll(() => Promise.all([folder.close(), bare.close()]));

test('without words it lists every command; a command tells of itself, a group of its own', async () => {
  const all = await folder.run([]);
  expect([all.code, all.err]).toEqual([0, '']);
  const names = [...all.out.matchAll(/^ {2}((?:[a-z]+ ?)+)/gm)].map(([, name]) => name?.trim() ?? '');
  expect(names).toEqual(expect.arrayContaining(['start', 'migrate', 'doctor', 'plugin purge', 'ui publish', 'user create']));
  const help = await folder.run(['ui', 'publish', '--help']);
  expect([help.code, help.err]).toEqual([0, '']);
  expect(help.out).toMatch(/^Usage: parley ui publish <dir> \[options\]\n\n.+\.\n\n.+\n\nOptions:\n( {2}--.+\n)+$/);
  const group = await folder.run(['ui']);
  expect(group.code).toBe(0);
  expect(group.out).toContain('ui rollback <remote>');
  expect(group.out).not.toContain('doctor');
});

test.each([
  [['launch'], /There is no command "parley launch"\. There are: start, migrate/],
  [['ui', 'pubish'], /There is no command "parley ui pubish"\. There are: ui list, ui publish/],
  [['ui', 'publish'], /<dir> is missing\. Write: parley ui publish <dir>/],
  [['user', 'list', 'ana'], /"ana" is too much\. Write: parley user list/],
  [['doctor', '--jsn'], /Unknown option '--jsn'\. See: parley doctor --help/],
])('called wrongly, %j, it says how to call it', async (args, sentence) => {
  const { code, out, err } = await folder.run(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(sentence);
  expect(err.trim()).not.toContain('\n');
});

test('it says where it looks for the configuration, and finds it from below and by PARLEY_ROOT', async () => {
  const lost = await bare.run(['migrate', '--check']);
  expect(lost).toMatchObject({
    code: 1,
    err: `There is no parley.config.ts in ${bare.path} or above. Go to the folder that holds it, or set PARLEY_ROOT.\n`,
  });
  expect(await bare.run(['plugin', 'list'], { env: { PARLEY_ROOT: './nowhere' } })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^PARLEY_ROOT: there is no/),
  });
  expect(await bare.run(['plugin', 'list'], { env: { PARLEY_ROOT: folder.path } })).toMatchObject({ code: 0 });
  mkdirSync(join(folder.path, 'notes/deep'), { recursive: true });
  expect(await folder.run(['plugin', 'list'], { cwd: join(folder.path, 'notes/deep') })).toMatchObject({
    code: 0,
    out: 'parley.config.ts names no plugins.\n',
  });
});

test('a wrong setting stops it with one sentence', async () => {
  for (const args of [['migrate'], ['start'], ['user', 'list']])
    expect(await folder.run(args, { env: { DATABASE_URL: 'postgres://x' } })).toMatchObject({
      code: 1,
      err: 'DATABASE_URL: write sqlite:<file> or mysql://user:password@host:3306/database\n',
    });
  folder.write('parley.config.ts', 'export default 5;\n');
  expect(await folder.run(['start'])).toMatchObject({ code: 1, err: 'parley.config.ts: export default { plugins: [ … ] }\n' });
});
