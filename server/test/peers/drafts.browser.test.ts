/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import { Product } from '../support/product';

jest.setTimeout(120_000);

let product: Product;
let ana: Page;
beforeAll(async () => {
  product = await Product.start();
  ana = await (await product.person()).newPage();
  await ana.goto(`${product.url}/workbench/?account=123456`);
  await ana.getByLabel('Username').fill('ana');
  await ana.getByLabel('Password', { exact: true }).fill('demo-parley');
  await ana.getByRole('checkbox', { name: /terms of use/ }).check();
  await ana.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ana.getByText("You're Available").waitFor();
  await say('maya', 'Where is my sofa?');
  await say('diego', '¿Llega hoy mi mesa?');
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
/** Opens a chat; its reply box. */
const open = async (name: RegExp): Promise<Locator> => {
  await ana.getByRole('region', { name: 'Conversations' }).getByRole('link', { name }).click();
  const box = ana.getByRole('textbox', { name: new RegExp(`Reply to ${name.source}`) });
  await box.waitFor();
  return box;
};

test('chatwoot#5301 #4876 #6000 papercups#985 what is typed for one customer stays with them: not in another chat, not lost by a change or a reload, not sent to anybody else', async () => {
  await (await open(/Maya/)).fill('Your sofa leaves tomorrow');
  const diego = await open(/Diego/);
  expect(await diego.inputValue()).toBe('');
  await diego.fill('Su mesa llega hoy');
  expect(await (await open(/Maya/)).inputValue()).toBe('Your sofa leaves tomorrow');
  await ana.reload();
  expect(await (await open(/Diego/)).inputValue()).toBe('Su mesa llega hoy');
  const maya = await open(/Maya/);
  expect(await maya.inputValue()).toBe('Your sofa leaves tomorrow');
  await maya.press('Enter');
  await ana.locator('[data-delivery=DELIVERED]').waitFor();
  expect(await maya.inputValue()).toBe('');
  expect(await (await open(/Diego/)).inputValue()).toBe('Su mesa llega hoy');
  const heard = async (customer: string) =>
    (
      (await (await fetch(`${product.url}/simulator/api/customers/${customer}/messages`)).json()) as {
        from: string;
        body: { body?: string };
      }[]
    )
      .filter(({ from }) => from === 'business')
      .map(({ body }) => body.body);
  expect(await heard('diego')).not.toContain('Your sofa leaves tomorrow');
  expect(await heard('maya')).toContain('Your sofa leaves tomorrow');
});
