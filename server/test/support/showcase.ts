import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ManualClock } from '../../src/lib/clock';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';
import { ACCOUNT, PASSWORD, startTestApp, type TestApp } from './app';
import { openBrowser } from './browser';
import { linePlugin } from './line';
import { build, linkModules } from './screens';

const FIXTURE = 'every-slot';
const remote = (id: string, permission: string) => ({ id, label: id, package: `@parley/${id}`, module: './App', permission });

/** A server with the screens as they are built, a plugin that shows something in every slot, the line of the tests, and a browser. */
export class Showcase {
  private constructor(
    readonly app: TestApp,
    readonly browser: Browser,
    private readonly site: string,
  ) {}

  /** @param more plugins beside those two */
  static async start(more: readonly GivenPlugin[] = []): Promise<Showcase> {
    const site = mkdtempSync(join(tmpdir(), 'parley-showcase-'));
    linkModules(site);
    cpSync(join(__dirname, '../fixtures', FIXTURE), join(site, FIXTURE), { recursive: true });
    await build(join(site, FIXTURE));
    const app = await startTestApp({
      root: site,
      // what the browser's own clock says
      clock: new ManualClock(Date.now()),
      plugins: [linePlugin(undefined, { serviceWindowMs: 86_400_000, templates: true }), ...more],
      operator: {
        plugins: [{ package: `./${FIXTURE}` }],
        ui: { shell: '@parley/shell', remotes: [remote('workbench', 'workbench.use'), remote('admin', 'console.use')] },
      },
    });
    return new Showcase(app, await openBrowser(), site);
  }

  get url(): string {
    return this.app.app.kernel.config.publicUrl;
  }

  /** Somebody signs in at a browser of their own. */
  async person(username: string, screen: 'workbench' | 'admin', viewport = { width: 1440, height: 900 }): Promise<Page> {
    const context = await this.browser.newContext({ viewport, reducedMotion: 'reduce' });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    await page.goto(`${this.url}/${screen}/?account=${ACCOUNT}`);
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('checkbox', { name: /terms of use/ }).check();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Username').waitFor({ state: 'hidden' });
    return page;
  }

  /** Time goes on, and what is due then is done. */
  async later(ms: number): Promise<void> {
    this.app.clock.advance(ms);
    await this.app.app.rooms.jobs.runDue();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.app.close();
    rmSync(this.site, { recursive: true, force: true });
  }
}
