import { createStore } from './theme/store';
import type { LoadReason } from './slots/load-error';

/** A part of a screen that failed in front of a person. Nothing of what they saw or wrote is in it. */
export interface PartFailure {
  /** `acme-loyalty/ContactPanel/workbench.conversation.panel`; for an app its id. */
  part: string;
  /** Why it could not be had; `crashed`: it broke while it was shown; `folded`: for the third time, and is put away. */
  reason: LoadReason | 'crashed' | 'folded';
}

/** The last failure of a part; the shell hands it on to the operator. */
export const partFailures = createStore<PartFailure | null>(null);

/** Where a screen's own failures are written, so that a person who looks for the cause finds it in the browser's console. */
export function report(what: string, error: unknown): void {
  // eslint-disable-next-line no-console -- the one place
  console.error(what, error);
}
