import type { InboundEvent } from '@parley/plugin';
import { isRecord } from '../json';
import { translateCall } from './call';
import { translateMessage } from './message';
import { notice, unreadable } from './notice';
import type { Scope } from './scope';
import { translateStatus } from './status';

type Translator = (scope: Scope, element: unknown) => InboundEvent;

const asNotice =
  (kind: string): Translator =>
  (scope, element) =>
    notice(scope, kind, element);

/** The arrays that a `value` may hold, whatever its field, and who reads their elements. */
const arrays: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  [
    'messages',
    (scope, element) => (scope.field === 'history' ? notice(scope, 'history', element) : translateMessage(scope, element, 'in')),
  ],
  ['message_echoes', (scope, element) => translateMessage(scope, element, 'echo')],
  ['statuses', translateStatus],
  ['calls', translateCall],
  ['errors', asNotice('errors')],
  ['history', asNotice('history')],
  ['state_sync', asNotice('smb_app_state_sync')],
  ['user_preferences', asNotice('user_preferences')],
  ['groups', (scope, element) => notice(scope, scope.field, element)],
]);

/** What frames the arrays and is read through the scope. */
const frame = new Set(['messaging_product', 'metadata', 'contacts']);

/** One element of a change and how it becomes an event. */
export interface Piece {
  element: unknown;
  translate(): InboundEvent;
}

/**
 * Takes one change apart. A value without any known array (accounts, templates, fields not yet known) is one notice named after its field;
 * an unknown key beside known arrays is a notice named after the key.
 */
export function piecesOf(scope: Scope, change: unknown): Piece[] {
  if (!isRecord(change)) return [{ element: change, translate: () => unreadable(scope, change) }];
  const { value } = change;
  const whole = { element: value, translate: () => notice(scope, scope.field, value ?? null) };
  if (!isRecord(value)) return [whole];

  const known = [...arrays].filter(([key]) => Array.isArray(value[key]));
  if (known.length === 0) return [whole];

  const elements = known.flatMap(([key, translate]) =>
    (value[key] as unknown[]).map((element) => ({ element, translate: () => translate(scope, element) })),
  );
  const rest = Object.keys(value)
    .filter((key) => !frame.has(key) && !known.some(([name]) => name === key))
    .map((key) => ({ element: value[key], translate: () => notice(scope, key, value[key]) }));
  return [...elements, ...rest];
}
