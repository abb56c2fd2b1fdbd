import { findChromium } from './chromium.mjs';

/**
 * Runs once before the browser tests, because several of them start at the same time and only one may install a browser. Where none
 * can be had, each test says so itself.
 */
export default () => {
  try {
    findChromium();
  } catch {
    // said by the tests
  }
};
