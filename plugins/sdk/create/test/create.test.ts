import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestSchema } from '@parley/plugin';

const ROOT = join(__dirname, '../../../..');
const BIN = join(__dirname, '../bin/create-parley-plugin.js');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-create-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const create = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd: folder, encoding: 'utf8', input: '' });
  return { status, stdout, stderr };
};
const json = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, never>;
const everyFile = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('npm create parley-plugin', () => {
  it('makes a plugin of every kind at once whose code compiles strictly', () => {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const { status, stdout } = create('tried-out', '--kind', 'channel,assignment,bot,templates,quick-replies', '--table', '--ui');
    expect([status, stdout]).toEqual([0, expect.stringContaining('Tried out (tried-out, prefix tried)')]);
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tried-out'], { cwd: folder, encoding: 'utf8' });
    expect(existsSync(join(folder, 'tried-out/dist/index.js'))).toBe(true);
  }, 60_000);

  it('gives everything its own names, and leaves none of the templates’ behind', () => {
    create('@tried/parley-things', '--kind', 'channel,templates', '--table', '--ui', '--prefix', 'triedThing');
    expect(everyFile().filter((file) => /acme/i.test(readFileSync(file, 'utf8')))).toEqual([]);
    const read = (path: string) => readFileSync(join(folder, 'parley-things', path), 'utf8');
    expect(read('src/visit.entity.ts')).toContain("@Entity('tried_thing_visit')");
    expect(read('src/visits.resolver.ts')).toContain('triedThingVisits(');
    expect(read('src/templates.ts')).toContain("'TRIED_THING_VALUE_MISSING'");
    expect(read('src/channel.ts')).toContain("id: 'tried-things'");
    expect(read('ui/ContactPanel.tsx')).toContain('query TriedThingVisits');
  });

  it('writes a manifest that the contract accepts, and a package that brings no second copy of what a server has', () => {
    create('tried-out', '--kind', 'bot', '--table', '--ui');
    const { parley, peerDependencies, ...rest } = json('tried-out/package.json') as unknown as {
      parley: unknown;
      peerDependencies: object;
      dependencies?: object;
    };
    expect(manifestSchema.parse(parley)).toMatchObject({ id: 'tried-out', prefix: 'tried', contract: '^1.0' });
    expect(Object.keys(peerDependencies)).toEqual(['@parley/plugin', 'graphql', 'type-graphql', 'zod']);
    expect(rest.dependencies).toBeUndefined();
  });

  it('brings dot files, a licence and a README in the house’s form', () => {
    create('tried-out', '--kind', 'assignment', '--license', 'UNLICENSED');
    expect(existsSync(join(folder, 'tried-out/.gitignore'))).toBe(true);
    expect(readFileSync(join(folder, 'tried-out/.npmrc'), 'utf8')).toContain('ignore-scripts=true');
    expect(existsSync(join(folder, 'tried-out/.github/workflows/ci.yml'))).toBe(true);
    expect(existsSync(join(folder, 'tried-out/LICENSE'))).toBe(false);
    expect(readFileSync(join(folder, 'tried-out/README.md'), 'utf8')).toMatch(
      /\*\*Owns\*\*.*\n\*\*Does not own\*\*.*\n\n\*\*Provides\*\*.*\n\*\*Needs\*\*.*\n\n## Invariants/,
    );
  });

  it.each([
    ['a name that npm would refuse', ['Tried Out', '--ui'], '"Tried Out" is no name of a package'],
    ['a name that makes no id', ['1', '--ui'], '"1" makes no plugin id'],
    ['a prefix of the core', ['contact-notes', '--ui'], 'The prefix contact would clash with contact…'],
    ['a prefix that extends one of the core', ['tried', '--ui', '--prefix', 'inboxNotes'], 'would clash with inbox…'],
    ['a prefix with a dash', ['tried', '--ui', '--prefix', 'my-own'], '"my-own" is no prefix'],
    ['an unknown kind', ['tried', '--kind', 'carrier'], 'There is no kind "carrier": choose among channel, assignment,'],
    ['an unknown licence', ['tried', '--ui', '--license', 'GPL'], 'There is no licence "GPL" here'],
    ['nothing to do', ['tried'], 'What shall it do? Choose one or more: --kind'],
    ['no name', ['--ui', '--yes'], 'How shall it be called?'],
    ['two names', ['tried', 'twice', '--ui'], 'One name is enough'],
    ['an unknown option', ['tried', '--frobnicate'], 'There is no option --frobnicate; --help lists them.'],
    ['an option without its value', ['tried', '--kind'], '--kind lacks its value'],
  ])('refuses %s with a sentence, and writes nothing', (_, args, sentence) => {
    const { status, stderr } = create(...args);
    expect(stderr).toContain(sentence);
    expect([status, stderr.trim().split('\n').length, everyFile()]).toEqual([1, 1, []]);
  });

  it('refuses a folder that is not empty and leaves it as it is', () => {
    mkdirSync(join(folder, 'tried'));
    writeFileSync(join(folder, 'tried/notes.txt'), 'mine');
    const { status, stderr } = create('tried', '--ui');
    expect([status, stderr]).toEqual([1, expect.stringContaining('is not empty: name another folder with --dir, or empty it first.')]);
    expect(everyFile()).toEqual([join(folder, 'tried/notes.txt')]);
    expect(create('tried', '--ui', '--dir', 'elsewhere').status).toBe(0);
  });

  it('reserves the very words that the server reserves', async () => {
    const { RESERVED_PREFIXES: ours } = (await import('../src/names.js')) as { RESERVED_PREFIXES: string[] };
    const { RESERVED_PREFIXES: servers } = await import('../../../../server/src/plugin-host/names');
    expect(ours).toEqual(servers);
  });
});
