import type { EntityManager } from 'typeorm';
import type { NewEvent } from '../../events/event-log';
import { messageEvent } from '../message-events';
import { MessageRow } from '../message.entity';
import { OutboxRow } from '../outbox.entity';

/**
 * What a server was sending when it died may be at the provider or not: it becomes uncertain, is never sent again by itself, and
 * waits for a receipt or a person. Inside the transaction that declares the server dead.
 *
 * @returns what to append to the log
 */
export const settleLeft = async (manager: EntityManager, nodeId: string): Promise<NewEvent[]> => {
  const events: NewEvent[] = [];
  const rows = await manager.find(OutboxRow, { where: { state: 'SENDING', nodeId }, order: { messageId: 'ASC' } });
  for (const { messageId } of rows) {
    const message = await manager.findOneBy(MessageRow, { id: messageId });
    // a receipt came before the crash
    const known = message !== null && message.deliveryRank > 0;
    await manager.update(OutboxRow, { messageId, state: 'SENDING' }, { state: known ? 'DONE' : 'UNCERTAIN' });
    if (!message || known) continue;
    await manager.update(MessageRow, { id: message.id }, { uncertain: true });
    message.uncertain = true;
    if (message.kind !== 'reaction')
      events.push(await messageEvent(manager, 'message.updated', message, { data: { uncertain: 'RESTART' } }));
  }
  return events;
};
