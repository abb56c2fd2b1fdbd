import type { InboundEvent } from '@parley/plugin';
import { decideEdit, decideReaction, decideRevoke } from './decide-change';
import { decideIdentity } from './decide-identity';
import { addNotice, decideMessage } from './decide-message';
import { decideReceipt } from './decide-receipt';
import type { Draft } from './draft';
import { noticeKey } from './keys';
import type { OnInbox, Placed } from './unit';

/** What makes messages comes first: what speaks of a message may have overtaken it. */
const phase = ({ event }: Placed): number => (event.type === 'message' || event.type === 'identity' ? 0 : 1);

/** Decides about a group, in memory: no database, no clock, no plugin. Within a phase the provider's time orders, then the arrival. */
export const decide = (draft: Draft, items: readonly Placed[]): void => {
  const ordered = [...items].sort((a, b) => phase(a) - phase(b) || a.event.at - b.event.at);
  for (const item of ordered) decideOne(draft, item);
};

const decideOne = (draft: Draft, item: Placed): void => {
  const { event } = item;
  if (event.type === 'notice') return addNotice(draft, item, event.kind, noticeKey(event), event.data);
  const on = <E extends InboundEvent>(e: E): OnInbox<E> => ({ ...item, event: e, inboxId: item.inboxId as string });
  if (event.type === 'message') return decideMessage(draft, on(event));
  if (event.type === 'receipt') return decideReceipt(draft, on(event));
  if (event.type === 'reaction') return decideReaction(draft, on(event));
  if (event.type === 'edit') return decideEdit(draft, on(event));
  if (event.type === 'revoke') return decideRevoke(draft, on(event));
  return decideIdentity(draft, on(event));
};
