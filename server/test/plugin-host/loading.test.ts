import { GOOD, QUESTION, Workshop } from './support';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(() => shop.close());

const ask = async (host: ReturnType<Workshop['host']>, id = 'good/first') => {
  const found = host.rule(id);
  if (!found) return null;
  return host.call(found.plugin, { name: 'pick', deadlineMs: 2000 }, (ctx) => found.rule.pick(ctx, QUESTION));
};

describe('a server with plugins', () => {
  it('boots with none', async () => {
    const host = shop.host([]);
    await host.load();
    await host.start();
    expect(host.statuses()).toEqual([]);
    expect(host.rules()).toEqual([]);
    expect(host.channels()).toEqual([]);
  });

  it('loads one that is fine, by path and by name, and calls it', async () => {
    const host = shop.host([shop.plugin('good', { label: 'Good one' }, GOOD)]);
    await host.load();
    await host.start();
    expect(host.statuses()).toEqual([
      { id: 'good', version: '1.2.0', label: 'Good one', state: 'READY', reason: null, remedy: null, step: null },
    ]);
    expect(await ask(host)).toEqual({ wait: true, why: 'nobody' });
  });

  it('does not call one before it has started or after it has stopped', async () => {
    const host = shop.host([shop.plugin('good', {}, GOOD)]);
    await host.load();
    await expect(ask(host)).rejects.toMatchObject({ code: 'NOT_READY' });
    await host.start();
    await host.stop();
    await expect(ask(host)).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  const RUNS = `globalThis.wrongPluginRan = true; ${GOOD}`;
  const wrong: [what: string, make: () => string, expected: { state: string; step: string; reason: RegExp }][] = [
    [
      'throws at import',
      () => shop.plugin('bad', {}, `throw new Error('no licence file')`),
      { state: 'QUARANTINED', step: 'import', reason: /import failed: no licence file/ },
    ],
    [
      'does not parse',
      () => shop.plugin('bad', {}, `this is not javascript`),
      { state: 'QUARANTINED', step: 'import', reason: /import failed/ },
    ],
    [
      'exports nothing',
      () => shop.plugin('bad', {}, `exports.default = 5`),
      { state: 'QUARANTINED', step: 'import', reason: /exports no plugin/ },
    ],
    [
      'was not built',
      () => shop.plugin('bad', { server: './dist/index.js' }, RUNS),
      { state: 'QUARANTINED', step: 'import', reason: /dist\/index\.js does not exist/ },
    ],
    ['is not installed', () => 'parley-nowhere', { state: 'QUARANTINED', step: 'manifest', reason: /parley-nowhere is not installed/ }],
    ['has no manifest', () => shop.plugin('bad', null, RUNS), { state: 'QUARANTINED', step: 'manifest', reason: /no "parley" key/ }],
    [
      'has a wrong manifest',
      () => shop.plugin('bad', { prefix: 'Not A Prefix' }, RUNS),
      { state: 'QUARANTINED', step: 'manifest', reason: /parley\.prefix: a lower case letter/ },
    ],
    [
      'was written for another contract',
      () => shop.plugin('bad', { contract: '^2.0' }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /contract \^2\.0, this server has 1\./ },
    ],
    [
      'writes nonsense as its range',
      () => shop.plugin('bad', { contract: 'newest' }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /not a version range: newest/ },
    ],
    [
      'takes a prefix of the core',
      () => shop.plugin('bad', { prefix: 'conversation' }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /one of the core's own words/ },
    ],
    [
      'has the prefix of another',
      () => shop.plugin('bad', { prefix: 'good' }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /prefix good clashes with that of good/ },
    ],
    [
      'has a prefix that another begins with',
      () => shop.plugin('bad', { prefix: 'goodOne' }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /goodOne clashes with that of good/ },
    ],
    [
      'has the id of another',
      () => shop.plugin('bad', { id: 'good', prefix: 'other' }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /Another plugin has the id good/ },
    ],
    [
      'requires one that is not there',
      () => shop.plugin('bad', { requires: { templates: '^1' } }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /requires the plugin templates/ },
    ],
    [
      'requires another version',
      () => shop.plugin('bad', { requires: { good: '^2' } }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /works with good \^2, but 1\.2\.0/ },
    ],
    [
      'brings its own copy of graphql',
      () =>
        shop.plugin('bad', {}, RUNS, {
          'node_modules/graphql/package.json': '{"name":"graphql","version":"16.0.0","main":"index.js"}',
          'node_modules/graphql/index.js': '',
        }),
      { state: 'INCOMPATIBLE', step: 'check', reason: /own copy of graphql/ },
    ],
    [
      'lacks a part',
      () => shop.plugin('bad', {}, `exports.default = { channels: [{ id: 'half', settings: {} }] }`),
      { state: 'QUARANTINED', step: 'guard', reason: /channel half lacks/ },
    ],
    [
      'needs a permission that there is not',
      () => shop.plugin('bad', { needs: ['acme.view'] }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /permission acme\.view, which this server does not have/ },
    ],
    [
      'shows a slot to a permission that there is not',
      () =>
        shop.plugin(
          'bad',
          {
            ui: {
              entry: './dist/ui/mf-manifest.json',
              slots: [{ slot: 'workbench.conversation.panel', label: 'P', component: './Panel', permission: 'acme.view' }],
            },
          },
          RUNS,
        ),
      { state: 'INCOMPATIBLE', step: 'check', reason: /permission acme\.view/ },
    ],
    [
      'has a page without an address',
      () =>
        shop.plugin(
          'bad',
          { ui: { entry: './dist/ui/mf-manifest.json', slots: [{ slot: 'admin.page', label: 'P', component: './Page' }] } },
          RUNS,
        ),
      { state: 'QUARANTINED', step: 'manifest', reason: /admin\.page needs a path/ },
    ],
    [
      'optionally works with another version of what is there',
      () => shop.plugin('bad', { optional: { good: '^9' } }, RUNS),
      { state: 'INCOMPATIBLE', step: 'check', reason: /works with good \^9, but 1\.2\.0/ },
    ],
    [
      'brings its own copy of the contract',
      () =>
        shop.plugin('bad', {}, RUNS, {
          'node_modules/@parley/plugin/package.json': '{"name":"@parley/plugin","version":"0.0.1","main":"index.js"}',
          'node_modules/@parley/plugin/index.js': '',
        }),
      { state: 'INCOMPATIBLE', step: 'check', reason: /own copy of @parley\/plugin/ },
    ],
    [
      'handles events that never come',
      () => shop.plugin('bad', {}, `exports.default = { on: { 'mesage.received': async () => {} } }`),
      { state: 'QUARANTINED', step: 'guard', reason: /handler of mesage\.received would never be called/ },
    ],
    [
      'names a job without its prefix',
      () => shop.plugin('bad', {}, `exports.default = { jobs: { tidy: { run: async () => {} } } }`),
      { state: 'QUARANTINED', step: 'guard', reason: /job tidy starts with bad\./ },
    ],
    [
      'offers a service in the name of another',
      () => shop.plugin('bad', {}, `exports.default = { services: { 'good.balance': async () => 1 } }`),
      { state: 'QUARANTINED', step: 'guard', reason: /service good\.balance starts with bad\./ },
    ],
    [
      'offers half a bot',
      () => shop.plugin('bad', {}, `exports.default = { bots: [{ id: 'half', label: 'Half', settings: {} }] }`),
      { state: 'QUARANTINED', step: 'guard', reason: /bot half lacks settings or turn/ },
    ],
    [
      'offers a source of templates twice',
      () =>
        shop.plugin(
          'bad',
          {},
          `const source = { id: 'two', label: 'Two', list: async () => [], render: async () => ({}) }; exports.default = { templates: [source, source] }`,
        ),
      { state: 'QUARANTINED', step: 'guard', reason: /template source id two .* twice/ },
    ],
    [
      'mounts a path of the core',
      () => shop.plugin('bad', {}, `exports.default = { routes: { mount: '/graphql', handle: async () => null } }`),
      { state: 'QUARANTINED', step: 'guard', reason: /\/graphql is taken/ },
    ],
    [
      'says when in words nobody knows',
      () => shop.plugin('bad', {}, `exports.default = { jobs: { 'bad.tidy': { every: 'often', run: async () => {} } } }`),
      { state: 'QUARANTINED', step: 'guard', reason: /every "often"/ },
    ],
    [
      'hangs at its start',
      () => shop.plugin('bad', {}, `exports.default = { start: () => new Promise(() => {}) }`),
      { state: 'QUARANTINED', step: 'start', reason: /did not answer within/ },
    ],
    [
      'throws at its start',
      () => shop.plugin('bad', {}, `exports.default = { start: () => { throw new Error('port in use') } }`),
      { state: 'QUARANTINED', step: 'start', reason: /port in use/ },
    ],
  ];

  it.each(wrong)('puts one aside that %s, with a reason and a remedy, and the others work', async (_, make, expected) => {
    const host = shop.host([shop.plugin('good', {}, GOOD), make()], { deadlines: { start: 20 } });
    await host.load();
    await host.start();
    const [good, bad] = host.statuses();
    expect(good).toMatchObject({ id: 'good', state: 'READY' });
    expect(bad).toMatchObject({ state: expected.state, step: expected.step });
    expect(bad?.reason).toMatch(expected.reason);
    expect(bad?.remedy).toMatch(/\w/);
    expect(await ask(host)).toEqual({ wait: true, why: 'nobody' });
    expect(shop.lines.filter((line) => line.msg === 'plugin is out')).toHaveLength(1);
    // nothing of a plugin runs before its checks have passed
    expect((globalThis as { wrongPluginRan?: boolean }).wrongPluginRan).toBeUndefined();
  });

  it('leaves out what builds upon one that is not ready, whatever the order of the list', async () => {
    const top = shop.plugin('top', { requires: { base: '^1' } }, GOOD);
    const base = shop.plugin('base', {}, `throw new Error('broken')`);
    const host = shop.host([top, base]);
    await host.load();
    expect(host.statuses()).toMatchObject([
      { id: 'base', state: 'QUARANTINED', step: 'import' },
      { id: 'top', state: 'INCOMPATIBLE', step: 'check', reason: 'It requires the plugin base, which is not ready' },
    ]);
  });

  it('leaves out those that require each other in a circle', async () => {
    const host = shop.host([shop.plugin('one', { requires: { two: '^1' } }, GOOD), shop.plugin('two', { requires: { one: '^1' } }, GOOD)]);
    await host.load();
    expect(host.statuses().map((status) => status.state)).toEqual(['INCOMPATIBLE', 'INCOMPATIBLE']);
  });

  it('leaves out what it shows in slots that this server does not know, and says so', async () => {
    const entry = (slot: string) => ({ slot, label: 'Points', component: './Points' });
    const slots = [entry('workbench.conversation.panel'), entry('workbench.hologram')];
    const host = shop.host([shop.plugin('new', { ui: { entry: './dist/ui/mf-manifest.json', slots } }, GOOD)]);
    await host.load();
    await host.start();
    expect(host.statuses()).toMatchObject([
      {
        state: 'DEGRADED',
        step: 'check',
        reason: 'It has entries for a slot that this server does not know: workbench.hologram; they are left out',
        remedy: expect.stringMatching(/written for a newer server/),
      },
    ]);
    expect(host.uis().map((ui) => ui.slots.map(({ slot }) => slot))).toEqual([['workbench.conversation.panel']]);
    expect(shop.lines).toContainEqual(expect.objectContaining({ plugin: 'new', state: 'DEGRADED', msg: 'plugin is degraded' }));
    expect(await ask(host, 'new/first')).toEqual({ wait: true, why: 'nobody' });
  });

  it('imports nothing of one that is switched off', async () => {
    const off = shop.plugin('off', {}, `globalThis.wrongPluginRan = true; ${GOOD}`);
    const host = shop.host([{ package: off, enabled: false }]);
    await host.load();
    expect(host.statuses()).toMatchObject([{ id: 'off', state: 'DISABLED' }]);
    expect((globalThis as { wrongPluginRan?: boolean }).wrongPluginRan).toBeUndefined();
  });

  it('refuses to boot, with one sentence, when a required one cannot run', async () => {
    const host = shop.host([{ package: shop.plugin('bad', {}, `throw new Error('no licence file')`), required: true }]);
    await expect(host.load()).rejects.toThrow(/^The required plugin bad cannot run \(import\): Its import failed: no licence file\. .+\.$/);
  });

  it('says which setting is wrong', async () => {
    const code = `const { z } = require('zod'); exports.default = { settings: z.object({ url: z.string('write an address') }) }`;
    const host = shop.host([
      { package: shop.plugin('set', {}, code), settings: { url: 5 } },
      { package: shop.plugin('none', {}, GOOD), settings: { surprise: true } },
    ]);
    await host.load();
    expect(host.statuses()).toMatchObject([
      { id: 'set', state: 'QUARANTINED', step: 'settings', reason: 'Its settings are not valid: url: write an address' },
      { id: 'none', state: 'QUARANTINED', step: 'settings', reason: 'It takes no settings, but surprise is set' },
    ]);
  });

  it('calls what a start returned when the server stops, in the other order', async () => {
    const code = (id: string) => `exports.default = { start: async () => () => { (globalThis.stopped ??= []).push('${id}') } }`;
    const host = shop.host([shop.plugin('first', {}, code('first')), shop.plugin('second', {}, code('second'))]);
    await host.load();
    await host.start();
    await host.stop();
    expect((globalThis as { stopped?: string[] }).stopped).toEqual(['second', 'first']);
  });
});
