import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlugin, main } from '../../src/check';
import { Author, failures } from './author';

let author: Author;
afterEach(() => author.remove());

describe('parley plugin check', () => {
  it('finds a new plugin of every kind sound, and says what it adds to a server', async () => {
    author = new Author('--kind', 'channel,assignment,bot,templates,quick-replies', '--table').build();
    const report = await author.check();
    expect(failures(report)).toEqual([]);
    expect(report.points.filter(({ area }) => area === 'conformance').map(({ text }) => text.split(':')[0])).toEqual([
      'channel tried-out',
      'assignment least-busy',
      'bot reception',
      'templates standard',
      'quick replies standard',
    ]);
    const { additions } = report;
    expect(additions.find(({ title }) => title === 'GraphQL')?.lines.join('\n')).toBe(
      [
        'extend type Contact {',
        '  """How many conversations this customer has opened."""',
        '  triedVisits: Int',
        '}',
        '',
        'extend type Query {',
        '  """How many conversations all customers have opened."""',
        '  triedVisitCount: Int',
        '}',
        '',
      ].join('\n'),
    );
    expect(additions.find(({ title }) => title === 'Provides')?.lines).toEqual(
      expect.arrayContaining(['channel tried-out', 'rule least-busy', 'table tried_visit', 'field Contact.triedVisits']),
    );
    expect(additions.find(({ title }) => title === 'Acts with the permissions')?.lines).toEqual([
      'conversations.read.all',
      'contacts.read.all',
    ]);
  }, 120_000);

  it('says what the tarball lacks and what must not be in it, before anything of it runs', async () => {
    author = new Author('--kind', 'assignment').write('.env', 'TOKEN=1');
    author.manifest((manifest) => {
      manifest.files = ['.env', 'src'];
      manifest.dependencies = { graphql: '^16.15.0' };
      delete (manifest.peerDependencies as Record<string, unknown>)['@parley/plugin'];
    });
    expect(failures(await author.check())).toEqual([
      'files: the server entry ./dist/index.js is not in the tarball',
      'files: the tarball holds .env',
      'files: graphql is among its dependencies, so that a server would get a second copy',
      'files: @parley/plugin is not among its peerDependencies',
    ]);
  });

  it('names each fault of the manifest', async () => {
    author = new Author('--ui').manifest(({ parley }) => Object.assign(parley, { prefix: 'my-own', contract: undefined }));
    expect(failures(await author.check())).toEqual([
      'manifest: parley.prefix: a lower case letter, then letters and digits, at most 20',
      expect.stringMatching(/^manifest: parley\.contract: /),
    ]);
  });

  it('says why a server would not run it, and what to do', async () => {
    author = new Author('--table').change('src/migrations.ts', "'tried_visit',", "'contact',").build();
    const { points } = await author.check();
    expect(points.at(-1)).toMatchObject({
      area: 'boot',
      outcome: 'failed',
      text: expect.stringMatching(/^QUARANTINED \(migrate\): .*contact/),
      remedy: expect.stringMatching(/\w/),
    });
  });

  it('names the behaviour that is not there, and what a person loses', async () => {
    author = new Author('--kind', 'assignment').change('src/assignment.ts', ' && one.load < one.capacity', '').build();
    const report = await author.check();
    expect(failures(report)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^conformance: assignment least-busy: .*(room|capacity|full)/)]),
    );
    expect(report.points.at(-1)?.remedy).toMatch(/\w/);
  }, 60_000);

  it('does not let a channel pass whose provider it cannot play', async () => {
    author = new Author('--kind', 'channel').write('test/conformance.mts', 'export default {};').build();
    expect(failures(await author.check())).toEqual([
      "conformance: The channel tried-out was not played: write what its provider sends and answers into test/conformance.mts, as channels['tried-out'].",
    ]);
  });

  it('gives a plugin the settings that it cannot do without', async () => {
    author = new Author('--kind', 'quick-replies')
      .change('src/index.ts', 'definePlugin({', 'definePlugin({ settings: z.object({ key: z.string() }),')
      .change('src/index.ts', 'import', "import { z } from 'zod';\nimport")
      .build();
    author.manifest((manifest) => Object.assign(manifest.peerDependencies as object, { zod: '^4.6.7' }));
    expect(failures(await author.check())).toEqual([expect.stringMatching(/^boot: QUARANTINED \(settings\): .*key/)]);
    author.write('test/conformance.mjs', "export default { settings: { key: 'k' } };");
    expect(failures(await author.check())).toEqual([]);
  }, 60_000);

  it('tells a folder without a plugin what to do, and ends with 1', async () => {
    author = new Author('--ui');
    const empty = mkdtempSync(join(tmpdir(), 'parley-empty-'));
    let said = '';
    expect(await main([empty], (text) => (said += text))).toBe(1);
    expect(said).toMatch(/✗ manifest +package.json cannot be read: .*\n +→ Name the folder of the plugin: parley plugin check <dir>/);
    expect((await checkPlugin(author.folder)).passed).toBe(false);
    rmSync(empty, { recursive: true });
  });
});
