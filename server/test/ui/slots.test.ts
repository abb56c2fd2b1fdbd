import type { Client } from '../support/client';
import { linePlugin, openLine } from '../support/line';
import { appPackage, pluginPackage, Site } from './support';

const site = new Site();
let admin: Client;
beforeAll(async () => {
  site.install('workbench', appPackage('workbench', '1.0.0'));
  const files = pluginPackage('acme', '2.0.0');
  const newer = '{"slot":"workbench.hologram","label":"Of a newer server","component":"./Panel"}';
  site.install('acme', { ...files, 'package.json': files['package.json']?.replace('"slots":[', `"slots":[${newer},`) ?? '' });
  await site.start({ plugins: [linePlugin()] });
  admin = await site.server.signIn('admin');
});
afterAll(() => site.close());

const slotsOf = async (client: Client) =>
  (
    await client.ask<{ uiSlots: Record<string, unknown>[] }>(
      '{ uiSlots { plugin pluginLabel slot label component path icon kind rule disabledInboxIds } }',
    )
  ).uiSlots;
const update = (input: Record<string, unknown>) =>
  admin.ask('mutation ($input: PluginUpdateInput!) { pluginUpdate(input: $input) { errors { message } } }', { input });

test('everybody sees what their role lets them, and no slot that this server does not know', async () => {
  const panel = {
    plugin: 'acme',
    pluginLabel: 'Acme points',
    slot: 'workbench.conversation.panel',
    label: 'Points',
    component: './Panel',
    path: null,
    icon: 'star',
    kind: null,
    rule: null,
    disabledInboxIds: [],
  };
  expect(await slotsOf(admin)).toEqual([
    panel,
    { ...panel, slot: 'admin.page', label: 'Ranking', component: './Page', path: 'ranking', icon: null },
  ]);
  await site.server.agent('ana');
  expect(await slotsOf(await site.server.signIn('ana'))).toEqual([panel]);
  const answer = await site.server.client().raw('{ uiSlots { slot } }');
  expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('where a plugin is switched off it shows nothing; an inbox where it is off is named', async () => {
  const { inboxId } = await openLine(site.server, admin);
  await update({ pluginId: 'acme', inboxId, enabled: false });
  expect((await slotsOf(admin))[0]).toMatchObject({ disabledInboxIds: [inboxId] });
  await update({ pluginId: 'acme', enabled: false });
  expect(await slotsOf(admin)).toEqual([]);
  await update({ pluginId: 'acme', enabled: true });
  expect(await slotsOf(admin)).toHaveLength(2);
});
