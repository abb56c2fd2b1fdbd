/// <reference lib="dom" />
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { Showcase } from './support/showcase';
import { openLine, type Line } from './support/line';

jest.setTimeout(120_000);

let showcase: Showcase;
let line: Line;
let ana: Page;
let anaId: string;
const panel = () => ana.getByRole('complementary', { name: 'Contact' });
const box = () => ana.getByRole('textbox', { name: /Reply to/ });
const openFirst = () =>
  ana
    .getByRole('region', { name: 'Conversations' })
    .getByRole('link', { name: /Customer 111/ })
    .click();

beforeAll(async () => {
  showcase = await Showcase.start();
  anaId = await showcase.app.agent('ana');
  line = await openLine(showcase.app, await showcase.app.signIn('admin'), [anaId]);
  ana = await showcase.person('ana', 'workbench');
  await ana.getByText("You're Available").waitFor();
  const admin = await showcase.app.signIn('admin');
  await admin.ask('mutation($input: InboxRulesSetInput!) { inboxRulesSet(input: $input) { errors { message } } }', {
    input: { inboxId: line.inboxId, rules: [{ rule: 'line/first', settings: {} }] },
  });
  await line.says('111', 'Where is my sofa?');
  await line.says('111', 'A card', { kind: 'every.card' });
  await openFirst();
  await box().waitFor();
});
afterAll(() => showcase?.stop());

test('a panel of a plugin stands below ours and is told which conversation, contact and inbox it is about', async () => {
  const ids = (await panel().getByText('120 points').getAttribute('data-ids'))?.split(' ') ?? [];
  expect(ids.map((id) => id.slice(0, id.indexOf('_')))).toEqual(['conv', 'cont', 'inbox']);
  expect(ids[2]).toBe(line.inboxId);
  expect(ana.url()).toContain(ids[0]);
});

test('a panel that breaks says so by its name and takes nothing with it', async () => {
  await panel().getByText('Broken panel is not available').waitFor();
  await panel().getByText('120 points').waitFor();
  await box().fill('Still here');
  await box().fill('');
});

test('a panel that is folded stays folded when the page is loaded again', async () => {
  await panel()
    .getByRole('button', { name: /^Loyalty/ })
    .click();
  await panel().getByText('120 points').waitFor({ state: 'hidden' });
  await ana.reload();
  await panel().getByText('Broken panel is not available').waitFor();
  await expect(panel().getByText('120 points').count()).resolves.toBe(0);
  await panel()
    .getByRole('button', { name: /^Loyalty/ })
    .click();
  await panel().getByText('120 points').waitFor();
});

test('a tool of the composer puts text where the cursor stands and gives the cursor back', async () => {
  await box().fill('Maya');
  await box().press('Home');
  await ana.getByRole('button', { name: 'Greeting' }).click();
  await ana.getByRole('button', { name: 'Insert' }).click();
  await expect(box().inputValue()).resolves.toBe('Good day!Maya');
  await expect(box().evaluate((element) => element === document.activeElement)).resolves.toBe(true);
  await box().fill('');
});

test("an entry of a message's menu opens in a dialog, is told which message, and closes it itself", async () => {
  const message = ana.locator('[data-kind=text]').filter({ hasText: 'Where is my sofa?' });
  await message.hover();
  await message.getByRole('button', { name: 'More for this message' }).click();
  await ana.getByRole('menuitem', { name: 'Make a ticket' }).click();
  const dialog = ana.getByRole('dialog', { name: 'Make a ticket' });
  const told = await dialog.getByText('A ticket for this message').getAttribute('data-of');
  expect(told).toBe(await message.getAttribute('data-message'));
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

test('a message of a kind that only a plugin knows is drawn by it; another unknown kind is said to be one', async () => {
  await ana.getByText('Drawn by a plugin: every.card IN').waitFor();
  await ana.getByRole('listitem', { name: /Customer 111, Membership card/ }).waitFor();
  await line.says('111', 'What is this', { kind: 'nobody.knows' });
  await ana.getByText(/nobody\.knows/).waitFor();
});

test('a page of a plugin has its entry in the rail, and addresses of its own below it', async () => {
  await ana.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ranking' }).click();
  await ana.getByRole('heading', { name: 'Ranking' }).waitFor();
  await ana.getByRole('link', { name: 'Maya', exact: true }).click();
  await ana.getByText('Maya has 120 points').waitFor();
  expect(new URL(ana.url()).pathname).toBe('/workbench/p/every-slot/ranking/maya');
  await ana.reload();
  await ana.getByText('Maya has 120 points').waitFor();
  await ana.getByRole('link', { name: /^Inbox/ }).click();
  await ana.getByRole('region', { name: 'Conversations' }).waitFor();
});

test('a page of settings is reached from the settings', async () => {
  await ana.getByRole('button', { name: 'Settings' }).click();
  await ana.getByRole('link', { name: 'Loyalty alerts' }).click();
  await ana.getByRole('heading', { name: 'Loyalty alerts' }).waitFor();
  expect(new URL(ana.url()).pathname).toBe('/workbench/settings/every-slot/alerts');
  await ana.getByRole('link', { name: /^Inbox/ }).click();
});

test('nobody is kept out: no violation of WCAG with the plugins on screen', async () => {
  await openFirst();
  await panel().getByText('120 points').waitFor();
  const { violations } = await new AxeBuilder({ page: ana }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test('where there is no room for a fourth column, the panels open over the page', async () => {
  await ana.setViewportSize({ width: 1024, height: 768 });
  await ana.getByRole('button', { name: 'Contact panel' }).click();
  const drawer = ana.getByRole('dialog', { name: 'Contact' });
  await drawer.getByText('120 points').waitFor();
  await ana.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  await ana.setViewportSize({ width: 1440, height: 900 });
  await panel().getByText('120 points').waitFor();
});

test('a plugin that is switched off for an inbox shows nothing in its conversations, and a page that is gone says so', async () => {
  const admin = await showcase.app.signIn('admin');
  await admin.ask('mutation($input: PluginUpdateInput!) { pluginUpdate(input: $input) { errors { message } } }', {
    input: { pluginId: 'every-slot', inboxId: line.inboxId, enabled: false },
  });
  await panel().getByText('120 points').waitFor({ state: 'hidden' });
  await ana.getByRole('button', { name: 'Greeting' }).waitFor({ state: 'hidden' });
  await ana.getByText(/kind “every\.card”/).waitFor();
  await ana.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ranking' }).waitFor();
  await ana.goto(`${showcase.url}/workbench/p/every-slot/nothing`);
  await ana.getByText('There is no such page').waitFor();
});
