import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slotIconNames } from '../src/slots/icon-names';
import { slotNames } from '../src/testing/slot-samples';

it('the kit knows every slot of the contract, and no other', () => {
  const contract = readFileSync(join(__dirname, '../../contract/src/manifest.ts'), 'utf8');
  const slots = /export const SLOTS = \{(.*?)\} as const/s.exec(contract)?.[1] ?? '';
  expect([...slots.matchAll(/'([\w.]+)':/g)].map(([, name]) => name).sort()).toEqual([...slotNames].sort());
});

it('icons are named once, in order', () => {
  expect([...slotIconNames]).toEqual([...new Set(slotIconNames)].sort());
});
