/// <reference lib="dom" />
import { join } from 'node:path';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';

const CHROMIUM = join(import.meta.dirname, '../../../tools/chromium.mjs');
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** This machine's browser, without a window. */
export const openBrowser = async (): Promise<Browser> => {
  const { findChromium } = (await import(CHROMIUM)) as { findChromium(): Promise<string> };
  return chromium.launch({ executablePath: await findChromium(), args: FLAGS });
};

/** A page of somebody who is signed in, with an empty cache. */
export interface Visit {
  page: Page;
  cdp: CDPSession;
  /** Everything that came over the wire so far, headers included: address → bytes. */
  bytes: Map<string, number>;
  end(): Promise<void>;
}

/** How a visit is made. */
export interface VisitPlan {
  port: number;
  /** Of a session of the workbench. */
  token: string;
  /** 4: the processor seems four times as slow. */
  slowdown?: number;
  /** What the browser says it can unpack; all it knows unless told. */
  encodings?: ('gzip' | 'br')[];
}

/** Opens a browser profile of its own for somebody; the page is still blank. */
export const visit = async (browser: Browser, { port, token, slowdown = 1, encodings }: VisitPlan): Promise<Visit> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(60_000);
  await context.addCookies([{ name: 'parley_workbench', value: token, url: `http://localhost:${port}` }]);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => void urls.set(requestId, new URL(request.url).pathname));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? requestId;
    bytes.set(url, (bytes.get(url) ?? 0) + encodedDataLength);
  });
  await cdp.send('Network.enable');
  if (encodings) await cdp.send('Network.setExtraHTTPHeaders', { headers: { 'Accept-Encoding': encodings.join(', ') } });
  if (slowdown > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return { page, cdp, bytes, end: () => context.close() };
};
