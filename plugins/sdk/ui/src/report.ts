import { createStore } from './theme/store';

/** The last failure that has a part's id; the shell hands it on to the operator. */
export interface PartFailure {
  /** `acme-loyalty/ContactPanel/workbench.conversation.panel`, or the app's id. */
  part: string;
  /** What failed; never what a person wrote. */
  reason: string;
}

const failures = createStore<PartFailure | null>(null);

/** Where failures of parts can be followed. */
export const partFailures = { get: failures.get, subscribe: failures.subscribe };

/**
 * Where a screen's own failures are written, so that a person who looks for the cause finds it in the browser's console.
 * @param part the id of a part of a screen that it belongs to
 */
export function report(what: string, error: unknown, part?: string): void {
  // eslint-disable-next-line no-console -- the one place
  console.error(what, error);
  if (part) failures.set({ part, reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}
