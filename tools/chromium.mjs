import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const PLACES = [
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];
const HELP = 'No browser was found for the browser tests: install Chromium or Chrome, or set PARLEY_CHROMIUM to the path of one.';

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const installed = () => {
  const inPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...inPath, ...NAMES.map((name) => `/usr/bin/${name}`), ...PLACES].find(runs);
};

const installFromDebian = () => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  process.stderr.write('Installing Chromium for the browser tests…\n');
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
};

/**
 * The path of a browser that Playwright can drive: PARLEY_CHROMIUM, else an installed Chromium or Chrome, else Debian's package where it
 * may be installed (root, apt).
 * @returns {string}
 * @throws {Error} one sentence that says what to do
 */
export const findChromium = () => {
  const named = process.env.PARLEY_CHROMIUM;
  if (named) {
    if (runs(named)) return named;
    throw new Error(`PARLEY_CHROMIUM is ${named}, which is not a program: write the path of a Chromium or Chrome.`);
  }
  const found = installed();
  if (found) return found;
  installFromDebian();
  const now = installed();
  if (now) return now;
  throw new Error(HELP);
};

/** From a test in CommonJS: `execFileSync(process.execPath, ['tools/chromium.mjs'])` prints the path. */
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.stdout.write(findChromium());
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
