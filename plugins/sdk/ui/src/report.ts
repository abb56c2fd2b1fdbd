/** Where a screen's own failures are written, so that a person who looks for the cause finds it in the browser's console. */
export function report(what: string, error: unknown): void {
  // eslint-disable-next-line no-console -- the one place
  console.error(what, error);
}
