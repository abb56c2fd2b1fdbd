/// <reference lib="dom" />
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { botPlugin, GREETER, newBotScript } from '../bots/support';
import type { Client } from '../support/client';
import { openLine, type Line } from '../support/line';
import { Showcase } from '../support/showcase';
import { deskPlugin } from './support';

jest.setTimeout(120_000);

const DAY = 86_400_000;
const bot = newBotScript();
let showcase: Showcase;
let api: Client;
let line: Line;
let page: Page;

const isAccessible = async () => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};
const box = () => page.getByLabel(/^Reply to/);
const quick = () => page.getByRole('listbox', { name: 'Quick replies' });
/** A customer writes; Ana has the conversation open. */
const arrives = async (from: string, at = showcase.app.clock.now()) => {
  await line.says(from, `hello from ${from}`, { at });
  await page.getByRole('link', { name: new RegExp(`Customer ${from}`) }).click();
  await page.getByRole('heading', { name: `Customer ${from}`, level: 2 }).waitFor();
};

beforeAll(async () => {
  showcase = await Showcase.start([botPlugin(bot), deskPlugin]);
  const anaId = await showcase.app.agent('ana', { capacity: 20 });
  api = await showcase.app.signIn('admin');
  line = await openLine(showcase.app, api, [anaId]);
});
afterAll(() => showcase?.stop());

describe('in the workbench', () => {
  beforeAll(async () => {
    page = await showcase.person('ana', 'workbench');
  });

  test('R083 a slash at the start opens the quick replies; letters narrow them, the arrows move, Enter takes', async () => {
    await arrives('5000001');
    await box().fill('/');
    await expect(quick().getByRole('option').count()).resolves.toBe(3);
    await isAccessible();
    await box().pressSequentially('e');
    await quick()
      .getByRole('option', { name: /Opening hours/ })
      .waitFor({ state: 'detached' });
    await quick()
      .getByRole('option', { name: /On the way/, selected: true })
      .waitFor();
    await box().press('ArrowDown');
    await quick()
      .getByRole('option', { name: /Extra item/, selected: true })
      .waitFor();
    await box().press('Enter');
    await quick().waitFor({ state: 'hidden' });
    expect(await box().inputValue()).toBe('We can take an old item with us.');
    await box().press('Enter');
    await page.locator('[data-kind=text]').getByText('We can take an old item with us.').waitFor();
  });

  test('R082 the button offers them beside what is written already; Escape leaves the text as it is', async () => {
    await box().fill('Hello. ');
    await page.getByRole('button', { name: 'Quick replies' }).click();
    await box().press('Escape');
    await quick().waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Quick replies' }).click();
    await quick()
      .getByRole('option', { name: /On the way/ })
      .click();
    expect(await box().inputValue()).toBe('Hello. Your order is on its way.');
    await box().fill('');
  });

  test('R074 R078 R147 zammad-admin-documentation#466 with the window ended a template is chosen, filled in and sent', async () => {
    await arrives('5000002', showcase.app.clock.now() - DAY);
    await page.getByRole('button', { name: 'Send a template' }).click();
    await page.getByRole('searchbox', { name: 'Search templates' }).fill('date');
    await page.getByRole('button', { name: /thank_you/ }).waitFor({ state: 'detached' });
    await isAccessible();
    await page.getByRole('button', { name: /delivery_new_date/ }).click();
    await page.getByRole('button', { name: 'Send template' }).click();
    await page.getByText('Fill in Delivery day.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Maya');
    await page.getByText('Fill in Name.').waitFor({ state: 'detached' });
    await page.getByLabel('Delivery day').fill('Saturday');
    await page.getByLabel('Preview').getByText('Hi Maya, your delivery is planned for Saturday.').waitFor();
    await isAccessible();
    await page.getByRole('button', { name: 'Send template' }).click();
    await page.locator('[data-kind=template]').getByText('Hi Maya, your delivery is planned for Saturday.').waitFor();
    await page.getByRole('button', { name: 'Send a template' }).waitFor();
  });
});

describe('in the console', () => {
  beforeAll(async () => {
    page = await showcase.person('admin', 'admin');
  });

  test('an admin gives an inbox its bot, with the settings that it asks for', async () => {
    await page.goto(`${showcase.url}/admin/inboxes/${line.inboxId}/assignment`);
    const section = page.getByRole('region', { name: 'Bot' });
    await section.getByLabel('Bot').selectOption({ label: 'Greeter' });
    await section.getByLabel('Greeting').fill('x');
    await section.getByLabel('Api key', { exact: true }).fill('sesame');
    await section.getByRole('button', { name: 'Save bot' }).click();
    await section.getByText(/Too small/).waitFor();
    await section.getByLabel('Greeting').fill('Moin');
    await isAccessible();
    await section.getByRole('button', { name: 'Save bot' }).click();
    await section.getByText(/^Saved/).waitFor();
    const { node } = await api.ask('query($id: ID!) { node(id: $id) { ... on Inbox { bot { id settings } } } }', { id: line.inboxId });
    expect(node.bot).toEqual({ id: GREETER, settings: { greeting: 'Moin', apiKey: '••••' } });

    await page.reload();
    await section.getByLabel('Greeting').fill('');
    await section.getByRole('button', { name: 'Save bot' }).click();
    await section.getByText(/^Saved/).waitFor();
    expect(await section.getByLabel('Greeting').inputValue()).toBe('Hello');
    await section.getByLabel('Bot').selectOption({ label: 'No bot: people answer from the first message on' });
    await section.getByRole('button', { name: 'Save bot' }).click();
    await section.getByText(/^Saved/).waitFor();
    expect((await api.ask('{ inboxes { bot { id } } }')).inboxes[0].bot).toBeNull();
  });
});
