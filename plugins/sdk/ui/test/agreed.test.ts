import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { possibleTypes } from '../src/data/cache';
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

it('the cache knows which types stand behind the interfaces of the API', () => {
  const schema = readFileSync(join(__dirname, '../../../../schema/core.graphql'), 'utf8');
  const behind: Record<string, string[]> = {};
  for (const [, type = '', interfaces = ''] of schema.matchAll(/^type (\w+) implements ([\w &]+) \{/gm))
    for (const name of interfaces.split('&')) (behind[name.trim()] ??= []).push(type);
  const sorted = (types: Record<string, readonly string[]>) =>
    Object.fromEntries(Object.entries(types).map(([name, list]) => [name, [...list].sort()]));
  expect(sorted(possibleTypes)).toEqual(sorted(behind));
});
