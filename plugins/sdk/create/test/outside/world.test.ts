import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contactPanel, openConversation, People } from './people';
import { World, type Running } from './world';

jest.setTimeout(600_000);

const KINDS = ['channel', 'assignment', 'bot', 'templates', 'quick-replies'] as const;
const OURS = ['whatsapp', 'simulator', 'assignment-basic'] as const;
const OPERATOR = ['server', 'shell', 'workbench', 'admin', 'whatsapp', 'simulator', 'assignment-basic'];
const ROOT = join(__dirname, '../../../../..');

/** Every kind's plugin has a word of its own, as five strangers would choose. */
const nameOf = (kind: string): string => `${kind.replace(/\W/g, '')}x-sample`;
const labelOf = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.replace(/\W/g, '').slice(1)}x sample`;
const minutes = (since: number): string => `${((performance.now() - since) / 60_000).toFixed(1)} min`;

let world: World;
let since: number;
/** Where the first author's `node_modules` is; the others start from a copy. */
let installed: string | null = null;
beforeAll(async () => {
  world = await World.open();
  since = performance.now();
});
afterAll(() => world?.close());

describe.each(KINDS)('a stranger’s plugin of the kind %s', (kind) => {
  const name = nameOf(kind);

  it('is made, installed, built, tested, checked and packed outside the repository', async () => {
    await world.run(`npm create parley-plugin ${name} -- --kind ${kind} --ui${kind === 'assignment' ? ' --table' : ''}`);
    // the same packages again: a copy of the folder, and npm looks it over
    if (installed) await world.run(`cp -al ../${installed}/node_modules node_modules`, name);
    await world.run('npm install', name);
    installed ??= name;
    await world.run('npm run build', name);
    expect(await world.run('npm test', name)).toMatch(/ℹ fail 0/);
    const report = await world.run('npm run check', name);
    expect(report).toContain(`${name} is sound.`);
    expect(report).toMatch(/✓ conformance/);
    expect(report).toContain('✓ screens     ./AdminPage in admin.page');
    await world.run('npm pack', name);
    expect(existsSync(join(world.folder, name, `${name}-0.1.0.tgz`))).toBe(true);
  });
});

describe('an operator', () => {
  let running: Running;
  const config = (): string => join(world.folder, 'care', 'parley.config.ts');
  const start = async () => (running = await world.start('npx parley start', 'care'));

  it('installs Parley from its packages and starts it: nothing is built', async () => {
    mkdirSync(join(world.folder, 'care'));
    writeFileSync(join(world.folder, 'care', 'package.json'), JSON.stringify({ name: 'care', private: true }));
    writeFileSync(join(world.folder, 'care', '.npmrc'), 'ignore-scripts=true\n');
    // the operator's file is ours, as it stands in the repository
    writeFileSync(config(), readFileSync(join(ROOT, 'parley.config.ts')));
    await world.run(`npm install ${OPERATOR.map((one) => `@parley/${one}`).join(' ')}`, 'care');
    expect(readdirSync(join(world.folder, 'care/node_modules')).filter((one) => /^(@rsbuild|@rspack|typescript)$/.test(one))).toEqual([]);
    await start();
    expect((await fetch(`${running.url}/workbench/`)).status).toBe(200);
  });

  it('installs five plugins of strangers, adds a line for each, restarts, and sees their panels and pages', async () => {
    const tarballs = KINDS.map((kind) => `../${nameOf(kind)}/${nameOf(kind)}-0.1.0.tgz`);
    await world.run(`npm install ${tarballs.join(' ')}`, 'care');
    const lines = KINDS.map((kind) => `    { package: '${nameOf(kind)}' },\n`).join('');
    writeFileSync(config(), readFileSync(config(), 'utf8').replace('plugins: [\n', `plugins: [\n${lines}`));
    await running.stop();
    await start();

    const people = await People.at(running.url);
    try {
      const ana = await people.person('ana', 'workbench');
      await people.customerWrites('Noor Haddad', 'Hello');
      await openConversation(ana, 'Noor Haddad');
      for (const kind of KINDS) {
        const section = contactPanel(ana).getByRole('region', { name: labelOf(kind) });
        await section.getByText(kind === 'assignment' ? '1 conversation so far' : 'Customer since').waitFor();
      }
      process.stderr.write(`From the first \`npm create\` to five plugins' panels in the workbench: ${minutes(since)}\n`);

      const admin = await people.person('admin', 'admin');
      for (const kind of KINDS) {
        await admin
          .getByRole('navigation')
          .getByRole('link', { name: labelOf(kind) })
          .click();
        await admin.getByText(kind === 'assignment' ? '1 conversation of all customers so far' : 'Version 0.1.0, READY').waitFor();
      }
    } finally {
      await people.leave();
    }
  });

  it('is told by `parley plugin list` that all of them are ready', async () => {
    const list = await world.run('npx parley plugin list', 'care');
    for (const kind of KINDS) expect(list).toMatch(new RegExp(`${nameOf(kind)} .* ready`));
  });
});

describe('our own plugins, installed as an author has them', () => {
  it.each(OURS)('%s passes the check from its tarball', async (id) => {
    const folder = `ours-${id}`;
    await world.run(`cp -r ${join(ROOT, 'plugins', id)} ${folder}`);
    mkdirSync(join(world.folder, 'kit'), { recursive: true });
    if (!existsSync(join(world.folder, 'kit/package.json'))) {
      writeFileSync(join(world.folder, 'kit/package.json'), '{ "private": true }');
      await world.run('npm install --ignore-scripts @parley/plugin-testing', 'kit');
    }
    expect(await world.run(`npx parley plugin check ../${folder}`, 'kit')).toContain(`${id} is sound.`);
  });
});
