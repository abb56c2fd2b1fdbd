/// <reference lib="dom" />
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Product } from './support/product';

jest.setTimeout(120_000);

let product: Product;
let ana: Page;
beforeAll(async () => {
  product = await Product.start();
  const context = await product.person();
  ana = await context.newPage();
  // time runs as it does, and can be moved
  await ana.clock.install();
  await ana.goto(`${product.url}/workbench/?account=123456`);
  await ana.getByLabel('Username').fill('ana');
  await ana.getByLabel('Password', { exact: true }).fill('demo-parley');
  await ana.getByRole('checkbox', { name: /terms of use/ }).check();
  await ana.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ana.getByText("You're Available").waitFor();
});
afterAll(() => product?.stop());

const say = async (customer: string, text: string): Promise<void> => {
  const response = await fetch(`${product.url}/simulator/api/customers/${customer}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'text', text }),
  });
  if (!response.ok) throw new Error(`the phone of ${customer}: ${response.status}`);
};
const list = (): Locator => ana.getByRole('region', { name: 'Conversations' });
const card = (name: RegExp | string): Locator => list().getByRole('link', { name });
const left = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.x ?? Number.NaN;

test('R006 R007 R008 R009 R010 R028 R037 R038 three columns: a rail with avatar, inbox, settings and indicators, the list with its search box, the chat', async () => {
  const rail = ana.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('button', { name: 'Ana Ribeiro, Online' }).waitFor();
  await rail.getByRole('link', { name: /Inbox/ }).waitFor();
  await rail.getByRole('button', { name: 'Settings' }).waitFor();
  await rail.locator('[data-permission=granted]').waitFor();
  await rail.locator('[data-connection=connected]').waitFor();
  await list().getByRole('searchbox').waitFor();
  await say('maya', 'Where is my sofa?');
  await card('Maya Okafor').click();
  await ana.getByRole('textbox', { name: /Reply to Maya/ }).waitFor();
  expect(await left(rail)).toBeLessThan(await left(list()));
  expect(await left(list())).toBeLessThan(await left(ana.getByRole('textbox', { name: /Reply to Maya/ })));
});

test('R011 R013 R014 the list has its group Active, the chat shows name, number, history and the reply box', async () => {
  await list()
    .getByText(/^Active/)
    .first()
    .waitFor();
  await ana.getByText('+234 803 555 0142').first().waitFor();
  await ana.getByText('Where is my sofa?').last().waitFor();
});

test('R060 R061 Shift+Enter breaks the line, the send button sends', async () => {
  const box = ana.getByRole('textbox', { name: /Reply to Maya/ });
  await box.fill('On its way');
  await box.press('Shift+Enter');
  await box.pressSequentially('since noon');
  await expect(box.inputValue()).resolves.toBe('On its way\nsince noon');
  await ana.getByRole('button', { name: 'Send', exact: true }).click();
  await ana.locator('[data-delivery=DELIVERED]').waitFor();
  await expect(box.inputValue()).resolves.toBe('');
});

test('R073 R080 R081 a picture goes out from the toolbar above the reply box', async () => {
  await ana.getByRole('button', { name: 'Add attachment' }).waitFor();
  await ana.locator('input[type=file]').setInputFiles(join(__dirname, 'support/dot.png'));
  await ana.getByText('dot.png').first().waitFor();
  await ana.getByRole('button', { name: 'Send', exact: true }).click();
  await ana.locator('[data-kind=image] [data-delivery=DELIVERED], [data-kind=image][data-delivery=DELIVERED]').first().waitFor();
});

test('R027 R029 R034 the menu under the avatar offers Online and Busy, marks the current one, and Away is not there', async () => {
  await ana.getByRole('button', { name: 'Ana Ribeiro, Online' }).click();
  await expect(ana.getByRole('menuitemradio', { name: /Online/ }).getAttribute('aria-checked')).resolves.toBe('true');
  await expect(ana.getByRole('menuitemradio', { name: /Away/ }).count()).resolves.toBe(0);
  await ana.getByRole('menuitemradio', { name: /Busy/ }).click();
  await ana.getByText("You're Busy").waitFor();
  await ana.getByRole('button', { name: 'Ana Ribeiro, Busy' }).click();
  await ana.getByRole('menuitemradio', { name: /Online/ }).click();
  await ana.getByText("You're Available").waitFor();
});

test('R092 after closing, the next active conversation is selected', async () => {
  await say('diego', '¿Llega hoy mi mesa?');
  await card(/Diego/).waitFor();
  await ana.getByRole('button', { name: 'Close conversation' }).click();
  await ana.getByRole('dialog').getByRole('button', { name: 'Close conversation' }).click();
  await ana.getByRole('textbox', { name: /Reply to Diego/ }).waitFor();
});

test('R040 R041 R042 an idle agent is asked, with a countdown, and stays Online with "I\'m here"', async () => {
  await ana.clock.fastForward(5 * 60_000);
  await ana.getByText('Are you still there?').waitFor();
  await ana.getByText(/You go Away in/).waitFor();
  await ana.getByRole('button', { name: "I'm here" }).click();
  await ana.getByText('Are you still there?').waitFor({ state: 'hidden' });
  await ana.getByText("You're Available").waitFor();
});

test('R043 R044 R045 R046 when the countdown runs out the agent is away, the banner says what that means, and "I\'m back" ends it', async () => {
  await ana.clock.fastForward(5 * 60_000);
  await ana.getByText('Are you still there?').waitFor();
  await ana.clock.fastForward(61_000);
  await ana.getByText("You're away", { exact: true }).waitFor();
  await ana.getByText('New chats are not routed to you until you are back.').waitFor();
  await ana.getByRole('button', { name: "I'm back" }).click();
  await ana.getByText("You're Available").waitFor();
});

test('R022 an agent who has signed out comes back to the sign-in page of their organization', async () => {
  await ana.getByRole('button', { name: 'Ana Ribeiro, Online' }).click();
  await ana.getByRole('menuitem', { name: 'Sign out' }).click();
  await ana.getByLabel('Username').waitFor();
  await ana.goto(`${product.url}/workbench/`);
  await expect(ana.getByLabel('Organization Account').inputValue()).resolves.toBe('123456');
});
