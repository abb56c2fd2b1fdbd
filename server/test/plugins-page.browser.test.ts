/// <reference lib="dom" />
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { Client } from './support/client';
import { openLine, type Line } from './support/line';
import { Showcase } from './support/showcase';

jest.setTimeout(120_000);

let showcase: Showcase;
let line: Line;
let api: Client;
let page: Page;
const list = () => page.getByRole('region', { name: 'Plugins', exact: true });
const row = (name: string) => list().getByRole('listitem').filter({ hasText: name });
const go = (path: string) => page.goto(`${showcase.url}/admin${path}`);
const settings = async (): Promise<Record<string, unknown>> => {
  const { plugins } = await api.ask<{ plugins: { id: string; settings: Record<string, unknown> }[] }>('{ plugins { id settings } }');
  return plugins.find(({ id }) => id === 'every-slot')?.settings ?? {};
};
const isAccessible = async () => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

beforeAll(async () => {
  showcase = await Showcase.start();
  api = await showcase.app.signIn('admin');
  line = await openLine(showcase.app, api);
  page = await showcase.person('admin', 'admin');
});
afterAll(() => showcase?.stop());

test('the overview says what waits, and carries the cards of plugins', async () => {
  await line.says('111', 'Where is my sofa?');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.getByRole('region', { name: 'Points today' }).getByText('1,204 points given').waitFor();
  await page.getByRole('link', { name: 'Customer 111' }).waitFor();
  await page.getByRole('link', { name: 'Line line-1' }).waitFor();
  await isAccessible();
});

test('the list names each plugin with version and state; one is found by a word', async () => {
  await page.getByRole('link', { name: 'Plugins' }).click();
  await row('Every slot').getByText('1.2.0').waitFor();
  await row('Every slot').getByText('Ready').waitFor();
  await page.getByRole('searchbox').fill('small in each place');
  await row('line').waitFor({ state: 'hidden' });
  await page.getByRole('searchbox').fill('');
  await row('line').waitFor();
  await isAccessible();
});

test('a plugin has a page of its own: what it adds and shows, what it works with, what it may do', async () => {
  await row('Every slot').getByRole('link').click();
  expect(new URL(page.url()).pathname).toBe('/admin/plugins/every-slot');
  await page.getByRole('region', { name: 'What it adds' }).getByText('first').waitFor();
  await page.getByRole('region', { name: 'Where it shows something' }).getByText('Make a ticket').waitFor();
  await page.getByRole('region', { name: 'Works with' }).getByText('Not installed').waitFor();
  await page.getByRole('region', { name: 'May do by itself' }).getByText('Read every contact').waitFor();
  await isAccessible();
});

test('settings: only what was changed is saved, a secret is never shown, and what the operator sets is to read', async () => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('https://points.example').waitFor();
  await page.getByLabel('API key').fill('a key');
  await page.getByLabel('Points for a first message').fill('15');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText(/^Saved/).waitFor();
  expect(await settings()).toMatchObject({ welcome: '15', apiKey: '••••', broken: false });
  await page.reload();
  await expect(page.getByLabel('API key').getAttribute('placeholder')).resolves.toMatch(/^Kept/);
  await expect(page.getByLabel('API key').inputValue()).resolves.toBe('');
  await page.getByLabel('Points for a first message').fill('');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText(/^Saved/).waitFor();
  expect(await settings()).toMatchObject({ welcome: '10', apiKey: '••••' });
});

test('an inbox may differ: off, and with a value of its own; it can follow the organization again', async () => {
  await page.getByRole('button', { name: 'Add an inbox' }).click();
  await page.getByRole('menuitem', { name: 'Line line-1' }).click();
  const drawer = page.getByRole('dialog', { name: 'Line line-1' });
  await drawer.getByRole('radio', { name: 'Off', exact: true }).click();
  await drawer.getByRole('checkbox', { name: /Points for a first message/ }).check();
  await drawer.getByRole('textbox', { name: 'For this inbox' }).fill('25');
  await isAccessible();
  await drawer.getByRole('button', { name: 'Save settings' }).click();
  const exceptions = page.getByRole('region', { name: 'For one inbox' }).last();
  await exceptions.getByText('Different: Points for a first message').waitFor();
  await exceptions.getByText('Off', { exact: true }).waitFor();
  await exceptions.getByRole('button', { name: 'Edit for Line line-1' }).click();
  await drawer.getByRole('button', { name: 'Follow the organization' }).click();
  await page.getByText('All inboxes follow the organization').waitFor();
});

test('what a plugin failed on is named with its reason, can be replayed, and failing once more is said', async () => {
  await page.getByRole('switch', { name: 'Fail on purpose' }).check();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText(/^Saved/).waitFor();
  const { conversations } = await api.ask<{ conversations: { nodes: { id: string }[] } }>('{ conversations { nodes { id } } }');
  await api.ask('mutation($input: ConversationIdInput!) { conversationClose(input: $input) { errors { message } } }', {
    input: { conversationId: conversations.nodes[0]?.id },
  });
  const failed = async () =>
    (await api.ask<{ plugins: { failures: unknown[] }[] }>('{ plugins { failures { id } } }')).plugins.flatMap((p) => p.failures);
  for (let round = 0; round < 20 && (await failed()).length === 0; round++) await showcase.later(31_000);
  await go('/plugins/every-slot/activity');
  const failures = page.getByRole('region', { name: 'What it failed on' }).last();
  await failures.getByText('the ledger is shut').waitFor();
  await page.getByRole('table', { name: 'Calls' }).getByText('on.conversation.closed').waitFor();
  await isAccessible();
  await failures.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('It failed once more').waitFor();
  await failures.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await failures.getByText('Nothing is waiting').waitFor();
});

test('turning a plugin off asks first; what it showed is gone at once, and comes back', async () => {
  const entry = page.getByRole('link', { name: 'Loyalty ranking' });
  await entry.waitFor();
  await go('/plugins/every-slot');
  await page.getByRole('switch', { name: 'Every slot is on for your organization' }).click();
  await page.getByRole('dialog', { name: 'Turn Every slot off?' }).getByRole('button', { name: 'Turn off' }).click();
  await entry.waitFor({ state: 'hidden' });
  await page.getByRole('switch', { name: 'Every slot is on for your organization' }).click();
  await entry.waitFor();
});

test('a plugin that carries an inbox is not turned off, and the refusal says why', async () => {
  await go('/plugins/line');
  await page.getByRole('switch', { name: /is on for your organization/ }).click();
  const verb = page.getByRole('dialog').getByRole('button', { name: 'Turn off' });
  await verb.click();
  await page
    .getByRole('dialog')
    .getByText(/Line line-1/)
    .waitFor();
  // a button that is at work does not lose the keyboard
  await expect(verb.evaluate((element) => element === document.activeElement)).resolves.toBe(true);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});

test('a page, a tab of an inbox and the form of a rule come from the plugin', async () => {
  await page.getByRole('link', { name: 'Loyalty ranking' }).click();
  await page.getByRole('link', { name: 'Maya', exact: true }).click();
  await page.getByText('Maya has 120 points').waitFor();
  expect(new URL(page.url()).pathname).toBe('/admin/p/every-slot/ranking/maya');
  await go(`/inboxes/${line.inboxId}`);
  await page.getByRole('link', { name: 'Loyalty', exact: true }).click();
  await expect(page.getByText('Points of this inbox').getAttribute('data-inbox')).resolves.toBe(line.inboxId);
  await page.getByRole('link', { name: 'Assignment' }).click();
  await page.getByLabel('Greeting of the plugin').fill('Good day');
  await page.getByRole('button', { name: 'Save assignment' }).click();
  await page.getByText(/^Saved/).waitFor();
  const { node } = await api.ask<{ node: { rules: { rule: string; settings: unknown }[] } }>(
    'query($id: ID!) { node(id: $id) { ... on Inbox { rules { rule settings } } } }',
    { id: line.inboxId },
  );
  expect(node.rules).toContainEqual({ rule: 'every-slot/first', settings: { greeting: 'Good day' } });
});

test('the builds of a screen are listed with the active one', async () => {
  await go('/plugins/every-slot/screens');
  const builds = page.getByRole('region', { name: 'Builds' });
  await builds.getByText('1.2.0').waitFor();
  await builds.getByText('Active', { exact: true }).waitFor();
  await go('/screens/workbench');
  await page.getByRole('region', { name: 'Builds' }).getByText('Active', { exact: true }).waitFor();
  await isAccessible();
});

test('who may see plugins but not manage them reads; nothing can be changed', async () => {
  await showcase.app.agent('sam', { role: 'supervisor' });
  const sam = await showcase.person('sam', 'admin');
  await sam.goto(`${showcase.url}/admin/plugins/every-slot/settings`);
  await sam.getByText('Changing it takes the permission to manage plugins.').waitFor();
  await expect(sam.getByLabel('Points for a first message').isDisabled()).resolves.toBe(true);
  await expect(sam.getByRole('switch', { name: /is on for your organization/ }).isDisabled()).resolves.toBe(true);
  await expect(sam.getByRole('button', { name: 'Save settings' }).count()).resolves.toBe(0);
  await sam.context().close();
});

test('an address without a plugin says so', async () => {
  await go('/plugins/nobody');
  await page.getByText('There is no plugin “nobody”').waitFor();
});
