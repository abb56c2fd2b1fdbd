import { readLocal, writeLocal } from '@parley/plugin-ui';

const KEY = 'parley.account';

/** The organization that was last signed in to on this device. */
export interface RememberedAccount {
  account: string;
  name: string;
}

/** The account to fill in: `?account=` of the address first, then the last one used here. */
export function prefilledAccount(search: string): { account: string; remembered: RememberedAccount | null } {
  const kept = readLocal<RememberedAccount | null>(KEY, null);
  const remembered = kept && typeof kept.account === 'string' ? kept : null;
  const asked = new URLSearchParams(search).get('account')?.trim();
  return { account: asked || (remembered?.account ?? ''), remembered };
}

/** Keeps the organization for the next visit. */
export const rememberAccount = (remembered: RememberedAccount): void => writeLocal(KEY, remembered);
