import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const ROOT = join(__dirname, '../../..');
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** A browser of this machine's, without a window. */
export const openBrowser = async (): Promise<Browser> => {
  const { findChromium } = (await import(join(ROOT, 'tools/chromium.mjs'))) as { findChromium(): Promise<string> };
  return chromium.launch({ executablePath: await findChromium(), args: FLAGS });
};
