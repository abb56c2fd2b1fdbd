/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../../../../server/test/support/browser';

/** People at the demo of a Parley: agents and admins at a browser, customers with a simulated phone. */
export class People {
  private constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  static async at(url: string): Promise<People> {
    return new People(await openBrowser(), url);
  }

  /** Somebody signs in at a browser of their own. */
  async person(username: string, app: 'workbench' | 'admin'): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await page.goto(`${this.url}/${app}/?account=123456`);
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password', { exact: true }).fill('demo-parley');
    await page.getByRole('checkbox', { name: /terms of use/ }).check();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Username').waitFor({ state: 'hidden' });
    return page;
  }

  /** A new customer writes on WhatsApp. */
  async customerWrites(name: string, text: string): Promise<void> {
    const { id } = (await this.simulate('/customers', { name, phone: '4915550099001' })) as { id: string };
    await this.simulate(`/customers/${id}/messages`, { type: 'text', text });
  }

  async leave(): Promise<void> {
    await this.browser.close();
  }

  private async simulate(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.url}/simulator/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  }
}

/** Opens the conversation of a customer. */
export const openConversation = async (workbench: Page, name: string): Promise<void> => {
  await workbench.getByRole('region', { name: 'Conversations' }).getByRole('link', { name }).click();
};

/** What stands beside the conversation. */
export const contactPanel = (workbench: Page) => workbench.getByRole('complementary', { name: 'Contact' });
