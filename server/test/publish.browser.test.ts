/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { Product } from './support/product';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');
const run = promisify(execFile);

const signIn = async (app: string, username: string): Promise<Page> => {
  const page = await (await product.person()).newPage();
  await page.goto(`${product.url}/${app}/?account=123456`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill('demo-parley');
  await page.getByRole('checkbox', { name: /terms of use/ }).check();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  return page;
};

/** Another build of the workbench: its source with another word, in a folder of its own. */
const changedWorkbench = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-workbench-'));
  const source = join(ROOT, 'remotes/workbench');
  cpSync(source, folder, { recursive: true, filter: (path) => !/\/(node_modules|dist)(\/|$)/.test(path) });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const words = join(folder, 'src/words/en.ts');
  const before = readFileSync(words, 'utf8');
  const after = before.replace("You're Available", "You're On The Air");
  if (after === before) throw new Error('the word to change is not there any more');
  writeFileSync(words, after);
  await run(process.execPath, [join(ROOT, 'node_modules/@rsbuild/core/bin/rsbuild.js'), 'build'], { cwd: folder });
  return folder;
};

let product: Product;
let ana: Page;
let folder: string;
let published: string;
const parley = async (...words: string[]): Promise<string> => {
  const as = ['--url', product.url, '--account', '123456', '--username', 'admin'];
  const { stdout } = await run(process.execPath, [join(ROOT, 'server/bin/parley.js'), 'ui', ...words, ...as], {
    env: { ...process.env, PARLEY_PASSWORD: 'demo-parley' },
  });
  return stdout;
};
const say = async (text: string): Promise<void> => {
  const response = await fetch(`${product.url}/simulator/api/customers/maya/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'text', text }),
  });
  if (!response.ok) throw new Error(`the phone: ${response.status}`);
};
const box = () => ana.getByRole('textbox', { name: /Reply to Maya/ });
const reload = () => ana.getByRole('button', { name: 'Reload' });

beforeAll(async () => {
  [product, folder] = await Promise.all([Product.start(), changedWorkbench()]);
  ana = await signIn('workbench', 'ana');
  await ana.getByText("You're Available").waitFor();
  await say('Where is my sofa?');
  await ana.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: 'Maya Okafor' }).click();
  await box().waitFor();
});
afterAll(async () => {
  await product?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('a changed workbench is published: nobody notices', async () => {
  await box().pressSequentially('Your sofa left ');
  published = /build_\w+/.exec(await parley('publish', folder))?.[0] ?? '';
  await box().pressSequentially('the warehouse ');
  expect(await reload().count()).toBe(0);
});

test('it is activated with the command: the open tab says so, goes on as it was, and loses nothing when it is reloaded', async () => {
  await parley('activate', 'workbench', published);
  await reload().waitFor();
  await say('Are you there?');
  await ana.getByText('Are you there?').last().waitFor();
  await box().pressSequentially('at noon');
  await reload().click();
  await ana.getByText("You're On The Air").waitFor();
  await box().waitFor();
  expect(await box().inputValue()).toBe('Your sofa left the warehouse at noon');
  await ana.getByText('Are you there?').last().waitFor();
});

test('it is rolled back in the console: the same again, and what was typed is sent once', async () => {
  const admin = await signIn('admin', 'admin');
  await admin.getByRole('link', { name: /Plugins/ }).click();
  // not the link to the workbench itself, in the head of the page
  await admin.locator('a[href$="/screens/workbench"]').click();
  await admin.getByRole('button', { name: 'Roll back' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await admin.getByText('Agent workbench 0.1.0 is active').waitFor();
  await reload().waitFor();
  await box().pressSequentially('.');
  await reload().click();
  await ana.getByText("You're Available").waitFor();
  expect(await box().inputValue()).toBe('Your sofa left the warehouse at noon.');
  await box().press('Enter');
  await ana.locator('[data-delivery=DELIVERED]').waitFor();
  expect(await ana.getByText('Your sofa left the warehouse at noon.').count()).toBe(2);
});
