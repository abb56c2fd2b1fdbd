import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { PluginManifest } from '@parley/plugin';
import { findBrowser } from './find-browser';
import type { Findings } from './report';

/** A server with the plugin and the gallery, and who may sign in to its console. */
export interface Stage {
  url: string;
  account: string;
  username: string;
  password: string;
  /** Ids of what the entries are shown for. */
  samples: Record<'conversationId' | 'contactId' | 'inboxId' | 'messageId', string>;
}

/** What became of one entry. */
interface Shown {
  component: string;
  slot: string;
  /** The text of the card that stands in its place; null: none. */
  broken: string | null;
  empty: boolean;
  loading: boolean;
}

const PATIENCE_MS = 15_000;
const MEND = 'Look at it with `npm run dev`; the reason stands in the console of the browser';

const SIGN_IN = 'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { viewer { permissions } errors { message } } }';

/** Signs in as the console's own form would, and opens the gallery. */
const open = async (page: Page, { url, account, username, password, samples }: Stage): Promise<void> => {
  const input = { account, username, password, app: 'admin' };
  await page.request.post(`${url}/graphql`, { headers: { 'X-Parley': 'admin' }, data: { query: SIGN_IN, variables: { input } } });
  await page.goto(`${url}/admin/?samples=${encodeURIComponent(JSON.stringify(samples))}`);
  await page.locator('main[data-gallery]').waitFor();
};

const look = (page: Page): Promise<Shown[]> =>
  page.locator('section[data-component]').evaluateAll((sections) =>
    sections.map((section) => {
      const shown = section.querySelector('[data-shown]');
      const broken = shown?.querySelector('[role=alert]');
      return {
        component: section.getAttribute('data-component') ?? '',
        slot: section.getAttribute('data-slot') ?? '',
        broken: broken
          ? Array.from(broken.querySelectorAll('b, p'), (each: { textContent: string | null }) => each.textContent).join(': ')
          : null,
        empty: (shown?.childElementCount ?? 0) === 0 && !shown?.textContent,
        loading: shown?.querySelector('[role=status]') !== null,
      };
    }),
  );

/** Looks until nothing loads any more, or for as long as a person would wait. */
const settled = async (page: Page): Promise<Shown[]> => {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const shown = await look(page);
    if (performance.now() > end || (shown.length > 0 && shown.every(({ loading }) => !loading))) return shown;
    await page.waitForTimeout(100);
  }
};

/**
 * Shows every slot entry of the plugin in Chromium, in the shell that brings it in earnest, with sample props. Keeps a picture when one
 * fails.
 */
export const checkScreens = async (stage: Stage, manifest: PluginManifest, findings: Findings): Promise<void> => {
  const slots = manifest.ui?.slots ?? [];
  if (slots.length === 0) return;
  const executablePath = findBrowser();
  if (!executablePath)
    return findings.skipped('screens', 'not looked at: no Chromium or Chrome was found; set PARLEY_CHROMIUM to the path of one');

  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await open(page, stage);
    const shown = await settled(page);
    for (const { slot, component, label } of slots) {
      const one = shown.find((each) => each.slot === slot && each.component === component);
      const name = `${component} in ${slot}`;
      if (!one)
        findings.failed('screens', `${name} (${label}) is not offered to an admin`, 'Look whether the slot exists, and at its permission');
      else if (one.broken) findings.failed('screens', `${name}: ${one.broken}`, MEND);
      else if (one.loading) findings.failed('screens', `${name} still loads after ${PATIENCE_MS / 1000} s`, MEND);
      else if (one.empty) findings.skipped('screens', `${name} shows nothing for the sample`);
      else findings.ok('screens', name);
    }
    for (const message of new Set(errors)) findings.failed('screens', `an error that nothing caught: ${message}`, MEND);
    if (!findings.passed) {
      const picture = join(tmpdir(), `parley-check-${manifest.id}.png`);
      await page.screenshot({ path: picture, fullPage: true });
      findings.skipped('screens', `a picture of all of them: ${picture}`);
    }
  } finally {
    await browser.close();
  }
};
