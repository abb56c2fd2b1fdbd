/// <reference lib="dom" />
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = join(__dirname, '../../../..');

test('renderInParley shows a component with session, words, router, mocked data and events, as a slot would', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-rendering-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'rsbuild.config.mjs'),
    `import { pluginReact } from '@rsbuild/plugin-react';
     export default {
       mode: 'development',
       plugins: [pluginReact({ fastRefresh: false })],
       source: { entry: { index: ${JSON.stringify(join(__dirname, 'fixtures/rendering.tsx'))} } },
       dev: { assetPrefix: './' },
     };`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/@rsbuild/core/bin/rsbuild.js'), 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: undefined, NODE_OPTIONS: '' },
  });
  if (status !== 0) throw new Error(stdout + stderr);

  const { findChromium } = (await import(join(ROOT, 'tools/chromium.mjs'))) as { findChromium(): string };
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'dist/index.html')).href);
    expect(await page.evaluate(() => (window as unknown as { results: Promise<string[]> }).results)).toEqual([
      'dark: Ana Ribeiro at /c/1 may give 0 points to Maya; heard nothingMore',
      'dark: Ana Ribeiro at /c/1 may give 1 points to Maya; heard nothingMore',
      'dark: Ana Ribeiro at /c/1 may give 1 points to Maya Okafor; heard contact.updatedMore',
      'left: false',
      'es: Ben at / may not give 0 puntos to No mock answers the operation Contact: add it to `mocks`; heard nothingMore',
      'until: late',
    ]);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
