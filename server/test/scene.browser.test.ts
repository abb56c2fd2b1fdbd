/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import { Product } from './support/product';

jest.setTimeout(120_000);

let product: Product;
let phone: Page;
let ana: Page;
beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product?.stop());

const signIn = async (page: Page, username: string): Promise<void> => {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill('demo-parley');
  await page.getByRole('checkbox', { name: /terms of use/ }).check();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};
const write = async (text: string): Promise<void> => {
  const box = phone.getByRole('textbox', { name: 'Message as Maya Okafor' });
  await box.fill(text);
  await box.press('Enter');
};
/** Pulls a lever of the simulator, as a test of an integrator would. */
const simulate = async (method: string, path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${product.url}/simulator/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
};
/** Whether the page is in front of somebody. */
const look = (page: Page, visible: boolean): Promise<void> =>
  page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    visible ? 'visible' : 'hidden',
  );
const card = (name: string): Locator => ana.getByRole('region', { name: 'Conversations' }).getByRole('link', { name });
/** Every delivery word that a person could have seen, in order. */
const wordsSeen = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { deliveries: string[] }).deliveries);
const watch = `
  window.deliveries = []; window.sounds = 0;
  const play = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.sounds++; return play.call(this); };
  new MutationObserver(() => { for (const mark of document.querySelectorAll('[data-delivery]')) { const word = mark.textContent; if (window.deliveries.at(-1) !== word) window.deliveries.push(word); } })
    .observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-delivery'] });
`;

test('R005 R015 R019 R020 R021 the sign-in page knows the account, asks for three fields and the terms, and opens the workbench', async () => {
  ana = await (await product.person()).newPage();
  await ana.addInitScript(watch);
  await ana.goto(`${product.url}/workbench/?account=123456`);
  await expect(ana.getByLabel('Organization Account').inputValue()).resolves.toBe('123456');
  await expect(ana.getByRole('button', { name: 'Sign in', exact: true }).isDisabled()).resolves.toBe(true);
  await signIn(ana, 'ana');
  await ana.getByText('No conversations yet.').waitFor();
  await ana.getByText("You're Available").waitFor();
});

test('R003 R012 R039 R053 chatwoot#9823 #10764 #11687 #14295 libredesk#26 what a customer writes on the phone appears in the workbench, with sound and an unread badge', async () => {
  phone = await (await product.person()).newPage();
  await phone.goto(`${product.url}/simulator/`);
  await phone.getByText('Connected to Halden Care').waitFor();
  await look(ana, false);
  await write('Hello');
  await card('Maya Okafor').waitFor();
  await card('Maya Okafor').getByText('Hello').waitFor();
  await card('Maya Okafor').getByText('1', { exact: true }).waitFor();
  await ana.waitForFunction(() => (window as unknown as { sounds: number }).sounds > 0);
  await look(ana, true);
});

test('R054 R059 R062 R063 R064 R065 R066 R067 R068 the answer is there at once as pending and becomes accepted, sent, delivered and, once looked at, read', async () => {
  // the phone lies face down and without network, and receipts take long enough for eyes
  await look(phone, false);
  await simulate('PATCH', 'customers/maya', { online: false });
  await simulate('PUT', 'faults', { delayMs: 400 });
  await card('Maya Okafor').click();
  const box = ana.getByRole('textbox', { name: /reply/i });
  await box.fill('Hi Maya');
  await box.press('Shift+Enter');
  await box.pressSequentially('how can I help?');
  await box.press('Enter');
  await ana.locator('[data-delivery=SENT]').waitFor();
  await expect(box.inputValue()).resolves.toBe('');
  await simulate('PATCH', 'customers/maya', { online: true });
  await ana.locator('[data-delivery=DELIVERED]').waitFor();
  await phone.getByText('how can I help?').waitFor();
  await look(phone, true);
  await ana.locator('[data-delivery=READ]').waitFor();
  expect(await wordsSeen(ana)).toEqual(['pending', 'accepted', 'sent', 'delivered', 'read']);
  await simulate('PUT', 'faults', { delayMs: 0 });
});

test('R088 R089 R090 R091 R093 closing asks, moves the conversation to Recent and locks the reply box', async () => {
  await ana.getByRole('button', { name: 'Close conversation' }).click();
  const dialog = ana.getByRole('dialog');
  await dialog.getByText(/new conversation/).waitFor();
  await dialog.getByRole('button', { name: 'Close conversation' }).click();
  await ana.getByText('Recent', { exact: true }).waitFor();
  await card('Maya Okafor').click();
  await ana.getByText('Session closed — re-assignment required to continue').first().waitFor();
  await ana.getByText('how can I help?').first().waitFor();
});

test('R096 the next message from the phone starts a new conversation, which is routed again', async () => {
  await write('One more thing');
  await card('Maya Okafor').filter({ hasText: 'One more thing' }).waitFor();
  await expect(card('Maya Okafor').count()).resolves.toBe(2);
  await card('Maya Okafor').filter({ hasText: 'One more thing' }).click();
  await ana.getByRole('textbox', { name: /reply/i }).waitFor();
});

test('R050 papercups#774 whaticket#159 ticketz#217 after a crash of the server the workbench catches up by itself, and what was written meanwhile is sent once', async () => {
  await product.kill();
  await ana.getByText('No connection.').first().waitFor();
  const box = ana.getByRole('textbox', { name: /reply/i });
  await box.fill('written without a line');
  await box.press('Enter');
  await product.bootAgain();
  await ana.getByText('No connection.').first().waitFor({ state: 'hidden' });
  await phone.reload();
  await phone.getByText('written without a line').first().waitFor();
  await write('still there?');
  await ana.getByText('still there?').first().waitFor();
  await expect(phone.getByText('written without a line').count()).resolves.toBe(1);
});

test('R004 R098 R109 R118 the admin sees people, inboxes and every conversation, and the way to the workbench', async () => {
  const admin = await (await product.person()).newPage();
  await admin.goto(`${product.url}/admin/?account=123456`);
  await signIn(admin, 'admin');
  await expect(admin.getByRole('link', { name: 'Agent workbench' }).getAttribute('href')).resolves.toContain('account=123456');
  await admin.getByRole('link', { name: 'Users and teams' }).click();
  for (const name of ['Ana Ribeiro', 'Ben Adeyemi', 'Chloé Laurent', 'Alex Admin']) await admin.getByText(name).first().waitFor();
  await admin.getByRole('link', { name: 'Inboxes' }).click();
  await admin.getByText('Halden Care').first().click();
  await admin.getByRole('checkbox', { name: /Ana Ribeiro/ }).waitFor();
  await admin.getByRole('link', { name: 'Assignment' }).click();
  await admin.getByRole('radio', { name: /online agents in sequence/i }).waitFor();
  await admin
    .getByRole('link', { name: /^Inbox\b/ })
    .first()
    .click();
  await admin.getByText('Maya Okafor').first().click();
  await admin.getByText('still there?').first().waitFor();
});
