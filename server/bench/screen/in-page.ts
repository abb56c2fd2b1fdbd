/// <reference lib="dom" />
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    bench: {
      /** Of the last largest paint, ms since the page was asked for. */
      largest(): { at: number; what: string };
      /** Begins to wait for the next event of this kind, and then for what is looked for. */
      watch(event: string, selector: string, text: string): void;
      /** From that event until it has been painted, ms; fails after five seconds. */
      painted: Promise<number>;
      /** Lengths of the frames within a time while a box is scrolled by so many pixels in each, ms. */
      frames(selector: string, step: number, ms: number): Promise<number[]>;
    };
  }
}

/**
 * Puts the measuring into a page before its own scripts run. "Painted": the first task after the frame that shows it, which is when the
 * browser has handed that frame over; times begin with the event's own time stamp, so that waiting in the queue counts.
 */
export const prepare = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    let largest = { at: NaN, what: '' };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const element = (entry as PerformanceEntry & { element?: Element }).element;
        largest = { at: entry.startTime, what: element ? `${element.tagName.toLowerCase()} “${element.textContent.slice(0, 40)}”` : '' };
      }
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    const afterFrame = (then: (at: number) => void): void => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => then(performance.now());
        channel.port2.postMessage(null);
      });
    };
    window.bench = {
      largest: () => largest,
      painted: Promise.resolve(NaN),
      watch: (event, selector, text) => {
        window.bench.painted = new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`${selector} “${text}” did not come`)), 5_000);
          const begin = ({ timeStamp }: Event): void => {
            removeEventListener(event, begin, true);
            const look = (): void => {
              const found = Array.from(document.querySelectorAll(selector)).some((each) => each.textContent.includes(text));
              if (!found) return;
              clearTimeout(timer);
              watcher.disconnect();
              afterFrame((at) => resolve(at - timeStamp));
            };
            const watcher = new MutationObserver(look);
            watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
          };
          addEventListener(event, begin, true);
        });
      },
      frames: (selector, step, ms) =>
        new Promise((resolve) => {
          const box = document.querySelector(selector);
          const lengths: number[] = [];
          let last = NaN;
          let way = step;
          const until = performance.now() + ms;
          const frame = (at: number): void => {
            if (!Number.isNaN(last)) lengths.push(at - last);
            last = at;
            if (box && step !== 0) {
              if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) way = -step;
              if (box.scrollTop <= 0) way = step;
              box.scrollTop += way;
            }
            if (performance.now() < until) requestAnimationFrame(frame);
            else resolve(lengths);
          };
          requestAnimationFrame(frame);
        }),
    };
  });
