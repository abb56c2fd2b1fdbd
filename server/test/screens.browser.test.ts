/// <reference lib="dom" />
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { ACCOUNT, PASSWORD, startTestApp, type TestApp } from './support/app';
import { build, develop, freePort, linkModules, publish, writeGuest, writeStage } from './support/screens';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../..');
const site = mkdtempSync(join(tmpdir(), 'parley-screens-'));
const THROWS = 'export default function Panel() { throw new Error("the ledger is gone"); }';
const guests = [
  { id: 'good' },
  { id: 'down' },
  { id: 'hanging' },
  { id: 'foreign' },
  { id: 'throwing', panel: THROWS },
  { id: 'empty', panel: 'export const nothing = 1;' },
];

let app: TestApp;
let browser: Browser;
let page: Page;
let people = 0;

const folder = (name: string): string => {
  const path = join(site, name);
  mkdirSync(path, { recursive: true });
  return path;
};
const panel = (name: string) => page.getByRole('region', { name, exact: true });
const url = (query = '', name = 'workbench') => `http://localhost:${new URL(app.url).port}/${name}/?account=${ACCOUNT}${query}`;

async function signIn(username: string): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('checkbox', { name: /terms of use/ }).check();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Opens a page of a person of their own; `prepare` spoils the network first. */
async function open(query = '', prepare: () => Promise<unknown> = async () => {}): Promise<void> {
  const username = `person${++people}`;
  await app.agent(username);
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  await prepare();
  await page.goto(url(query));
  await signIn(username);
}

/** Changes what the registry says on its way to the browser. */
const withRegistry = (change: (registry: { remotes: { id: string; contract: string; digest: string }[] }) => void) =>
  page.route('**/ui/registry.json*', async (route: Route) => {
    const answer = await route.fetch();
    const registry = (await answer.json()) as Parameters<typeof change>[0];
    change(registry);
    await route.fulfill({ response: answer, json: registry });
  });

const usable = async (): Promise<void> => {
  const answer = page.getByRole('textbox', { name: 'Answer' });
  await answer.fill('Your table is on its way');
  expect(await answer.inputValue()).toBe('Your table is on its way');
};

beforeAll(async () => {
  linkModules(site);
  writeStage(folder('stage'), 'workbench');
  writeStage(folder('console'), 'admin');
  for (const guest of guests) writeGuest(folder(guest.id), guest);
  await build(folder('stage'));
  await build(folder('console'));
  for (const { id } of guests) await build(folder(id));
  app = await startTestApp({
    root: site,
    operator: {
      plugins: guests.map(({ id }) => ({ package: `./${id}` })),
      ui: {
        shell: join(ROOT, 'shell'),
        remotes: [
          { id: 'workbench', label: 'Agent workbench', package: './stage', module: './App' },
          { id: 'admin', label: 'Admin console', package: './console', module: './App' },
        ],
      },
    },
  });
  const { findChromium } = (await import(join(ROOT, 'tools/chromium.mjs'))) as { findChromium(): string };
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--headless', '--no-sandbox', '--disable-gpu'] });
});
afterEach(() => page.context().close());
afterAll(async () => {
  await browser?.close();
  await app?.close();
  rmSync(site, { recursive: true, force: true });
});

describe('a page with remotes that fail', () => {
  it('names each with its reason, shows the good one, and stays usable', async () => {
    await open('', async () => {
      await page.route('**/ui/down/**', (route) => route.fulfill({ status: 503, body: 'gone' }));
      await page.route('**/ui/hanging/**/remoteEntry*', () => {});
      await withRegistry(({ remotes }) => {
        for (const row of remotes) if (row.id === 'foreign') row.contract = '^2.0';
      });
    });
    await panel('good').getByText('good 1.0.0 for person').waitFor();
    await usable();
    await expect(panel('foreign').getByRole('alert').textContent()).resolves.toMatch(/foreign is not available.*another version.*\^2\.0/);
    await expect(panel('throwing').getByRole('alert').textContent()).resolves.toMatch(/throwing is not available.*broke.*Try again/);
    await expect(panel('empty').getByRole('alert').textContent()).resolves.toMatch(
      /empty is not available.*could not be started.*\.\/Panel/,
    );
    await expect(panel('down').getByRole('alert').textContent()).resolves.toMatch(/down is not available.*server answered 503/);
    await expect(panel('hanging').getByRole('alert').textContent()).resolves.toMatch(/hanging is not available.*did not answer within 8 s/);
    await usable();
    // what is dead stays in the rail, greyed, and says why
    const rail = page.getByRole('navigation', { name: 'Pages' });
    expect(await rail.getByRole('link').count()).toBe(guests.length);
    await expect(rail.getByRole('link', { name: 'down page' }).getAttribute('title')).resolves.toMatch(/503/);
    await expect(rail.getByRole('link', { name: 'foreign page' }).getAttribute('aria-disabled')).resolves.toBe('true');
    await expect(rail.getByRole('link', { name: 'good page' }).getAttribute('aria-disabled')).resolves.toBe('false');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('tries again when it is asked to, and then shows it', async () => {
    let gone = true;
    await open('', () => page.route('**/ui/down/**', (route) => (gone ? route.abort() : route.continue())));
    await panel('down').getByText('It could not be reached').waitFor();
    gone = false;
    await panel('down').getByRole('button', { name: 'Try again' }).click();
    await panel('down').getByText('down 1.0.0 for person').waitFor();
    await expect(page.getByRole('link', { name: 'down page' }).getAttribute('title')).resolves.toBeNull();
  });

  it('folds away what breaks three times, until there is another build of it', async () => {
    await open();
    for (const _ of [1, 2]) await panel('throwing').getByRole('button', { name: 'Try again' }).click();
    await panel('throwing').getByText('failed three times and is folded away').waitFor();
    expect(await panel('throwing').getByRole('button').count()).toBe(0);
    await expect(page.getByRole('link', { name: 'good page' }).getAttribute('title')).resolves.toBeNull();
    await page.reload();
    await panel('throwing').getByText('failed three times and is folded away').waitFor();
    await withRegistry(({ remotes }) => {
      for (const row of remotes) if (row.id === 'throwing') row.digest = 'another';
    });
    await page.reload();
    await panel('throwing').getByText('Something in it broke').waitFor();
  });

  it('is told to the operator by name and kind, and takes no other report', async () => {
    const counted = async () => {
      const text = await (await fetch(`${app.url}/metrics`)).text();
      return Number(/parley_ui_failures_total\{remote="down",component=".\/Panel",reason="status"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await counted();
    await open('', () => page.route('**/ui/down/**', (route) => route.fulfill({ status: 503, body: '' })));
    await page.waitForResponse((each) => each.url().endsWith('/ui/reports') && String(each.request().postData()).includes('"down/'));
    expect(await counted()).toBe(before + 1);
    // and it stands on the plugins page, with what to do
    const admin = await app.signIn('admin');
    const { plugins } = await admin.ask<{ plugins: { id: string; state: string; reason: string; step: string }[] }>(
      '{ plugins { id state reason remedy step } }',
    );
    expect(plugins.find(({ id }) => id === 'down')).toMatchObject({
      state: 'DEGRADED',
      step: 'ui',
      reason: 'Its screen ./Panel could not be fetched in front of somebody',
      remedy: 'Publish the build again, or roll back',
    });

    const send = (body: string, token = '') =>
      fetch(`${app.url}/ui/reports`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body,
      });
    const { token } = admin;
    const report = { part: 'good/Panel', reason: 'crashed' };
    expect((await send(JSON.stringify(report))).status).toBe(401);
    expect((await send(JSON.stringify(report), token ?? '')).status).toBe(204);
    for (const bad of [
      { ...report, part: 'elsewhere/Panel' },
      { ...report, part: 'good/Other' },
      { ...report, reason: 'a phone number' },
      [],
    ])
      expect((await send(JSON.stringify(bad), token ?? '')).status).toBe(400);
  });

  it('lives without a list of slots', async () => {
    await open('', () =>
      page.route('**/graphql', (route) =>
        String(route.request().postData()).includes('uiSlots') ? route.fulfill({ status: 500, body: 'oops' }) : route.continue(),
      ),
    );
    await page.getByRole('main', { name: 'Stage' }).waitFor();
    await usable();
    expect(await page.getByRole('region', { name: 'good', exact: true }).count()).toBe(0);
  });

  it('says why the whole app cannot be shown, and takes the next build of it', async () => {
    let gone = true;
    await open('', () => page.route('**/ui/workbench/**', (route) => (gone ? route.fulfill({ status: 502, body: '' }) : route.continue())));
    await page.getByRole('alert').getByText('The server answered 502.').waitFor();
    gone = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await panel('good').getByText('good 1.0.0').waitFor();
  });
});

describe('a new version', () => {
  const notice = () => page.getByRole('status').filter({ hasText: 'A new version is ready' });

  /** Publishes a build of a guest and makes it the active one, as an admin does. */
  async function release(id: string, version: string): Promise<void> {
    const admin = await app.signIn('admin');
    const made = folder(`${id}-${version}`);
    writeGuest(made, { id, version });
    await build(made);
    const { buildId } = await publish(app.url, admin.token ?? '', made);
    await admin.ask('mutation ($input: UiBuildActivateInput!) { uiBuildActivate(input: $input) { errors { message } } }', {
      input: { buildId },
    });
    await admin.close();
  }

  it('is announced, never swapped under a person’s hands; it is there after a reload', async () => {
    await open();
    await panel('good').getByText('good 1.0.0').waitFor();
    await page.locator('[data-live=true]').waitFor();
    await usable();
    await release('good', '1.1.0');
    await notice().waitFor();
    expect(await panel('good').textContent()).toContain('good 1.0.0');
    await usable();
    await notice().getByRole('button', { name: 'Close' }).click();
    expect(await notice().count()).toBe(0);
    await release('good', '1.2.0');
    await notice().getByRole('button', { name: 'Reload' }).click();
    await panel('good').getByText('good 1.2.0').waitFor();
    expect(await notice().count()).toBe(0);
  });

  it('of a plugin that is not loaded yet is simply what loads, and mends what was broken', async () => {
    await open('', () => page.route('**/ui/down/1.0.0-*/**', (route) => route.abort()));
    await panel('down').getByText('It could not be reached').waitFor();
    await page.locator('[data-live=true]').waitFor();
    await release('down', '1.1.0');
    await panel('down').getByText('down 1.1.0 for person').waitFor();
    expect(await notice().count()).toBe(0);
  });
});

describe('?ui-override=', () => {
  let stop: () => Promise<void>;
  let override: string;

  beforeAll(async () => {
    const port = await freePort();
    const made = folder('developed');
    writeGuest(made, { id: 'good', version: '9.0.0', label: 'good', says: 'work in progress', port });
    stop = await develop(made);
    override = `&ui-override=good@http://localhost:${port}/mf-manifest.json`;
  });
  afterAll(() => stop?.());

  it('loads a plugin from this computer for who may manage plugins, and says so in red', async () => {
    page = await (await browser.newContext()).newPage();
    await page.goto(url(override, 'admin'));
    await signIn('admin');
    const bar = page.getByRole('status').filter({ hasText: 'Development override: good from localhost:' });
    await panel('good').getByText('work in progress for admin').waitFor();
    expect(
      await panel('good')
        .getByText('work in progress')
        .evaluate((element) => getComputedStyle(element).color),
    ).toBe('rgb(1, 2, 3)');
    expect(await bar.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(185, 48, 48)');
    // others still come from the server
    await panel('hanging').getByText('hanging 1.0.0').waitFor();
    await bar.getByRole('link', { name: 'Stop' }).click();
    await panel('good')
      .getByText(/good 1\.\d\.0/)
      .waitFor();
    expect(await bar.count()).toBe(0);
  });

  it('comes from a server whose own page shows each slot alone, in every light and direction', async () => {
    page = await (await browser.newContext()).newPage();
    await page.goto(new URL('/', override.slice(override.indexOf('http'))).href);
    const stage = page.getByRole('region', { name: 'good', exact: true });
    await stage.getByText('work in progress for ana').waitFor();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await page.getByRole('radio', { name: 'Right to left' }).click();
    expect(await page.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.dir])).toEqual(['dark', 'rtl']);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.getByRole('link', { name: 'good page' }).click();
    await page.getByRole('region', { name: 'good page' }).getByText('work in progress for ana').waitFor();
  });

  it('is refused to everybody else, in words', async () => {
    await open(override);
    await page.getByRole('region', { name: 'Notifications' }).getByText('It needs the permission plugins.manage.').waitFor();
    await panel('good')
      .getByText(/good 1\.\d\.0/)
      .waitFor();
    expect(await page.getByText('Development override:').count()).toBe(0);
  });

  it('shows the slots of a plugin that is not installed at all', async () => {
    const port = await freePort();
    const made = folder('brand-new');
    writeGuest(made, { id: 'brand-new', says: 'hello', port });
    const end = await develop(made);
    try {
      page = await (await browser.newContext()).newPage();
      await page.goto(url('', 'admin'));
      await signIn('admin');
      await panel('good').waitFor();
      await page.goto(url(`&ui-override=brand-new@http://localhost:${port}/mf-manifest.json`, 'admin'));
      await panel('brand-new').getByText('hello for admin').waitFor();
    } finally {
      await end();
    }
  });
});

describe('?disable-plugins=', () => {
  it('leaves out what it names, says so at the upper edge, and gives it back', async () => {
    await open('&disable-plugins=throwing,empty');
    await panel('hanging').getByText('hanging 1.0.0').waitFor();
    expect(await panel('throwing').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'empty page' }).count()).toBe(0);
    const bar = page.getByRole('status').filter({ hasText: 'Switched off for this visit: throwing, empty' });
    await bar.getByRole('link', { name: 'Switch on' }).click();
    await panel('throwing').waitFor();
    expect(await page.getByText('Switched off for this visit').count()).toBe(0);
  });

  it('with * leaves out every plugin, and no application', async () => {
    await open('&disable-plugins=*');
    await page.getByText('Switched off for this visit: all plugins').waitFor();
    await usable();
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').count()).toBe(0);
  });
});
