const REACHABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])';

/** What the Tab key reaches inside an element, in order. */
export function focusables(inside: HTMLElement | null): HTMLElement[] {
  return [...(inside?.querySelectorAll<HTMLElement>(REACHABLE) ?? [])].filter(
    (each) => each.tabIndex >= 0 && each.getClientRects().length > 0,
  );
}

/** Keeps the Tab key inside an element: from the last to the first and back. */
export function keepInside(event: { key: string; shiftKey: boolean; preventDefault(): void }, inside: HTMLElement | null): void {
  if (event.key !== 'Tab') return;
  const all = focusables(inside);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) {
    event.preventDefault();
    return;
  }
  const at = document.activeElement;
  if (event.shiftKey && (at === first || !inside?.contains(at) || at === inside)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first.focus();
  }
}
