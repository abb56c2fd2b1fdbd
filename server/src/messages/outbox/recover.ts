import { Not } from 'typeorm';
import type { NewEvent } from '../../events/event-log';
import type { Kernel } from '../../kernel';
import { messageEvent } from '../message-events';
import { MessageRow } from '../message.entity';
import { OutboxRow } from '../outbox.entity';

/**
 * What a node was sending when it died may be at the provider or not: it becomes uncertain, is never sent again by itself, and
 * waits for a receipt or a person.
 *
 * @param isAlive does another node still run
 * @returns how many messages became uncertain
 */
export const recover = (kernel: Kernel, isAlive: (nodeId: string) => boolean | Promise<boolean>): Promise<number> =>
  kernel.db.write(async (manager) => {
    const rows = await manager.findBy(OutboxRow, { state: 'SENDING', nodeId: Not(kernel.nodeId) });
    const events: NewEvent[] = [];
    let count = 0;
    for (const row of rows) {
      if (row.nodeId !== null && (await isAlive(row.nodeId))) continue;
      const message = await manager.findOneBy(MessageRow, { id: row.messageId });
      // a receipt came before the crash
      const known = message !== null && message.deliveryRank > 0;
      await manager.update(OutboxRow, { messageId: row.messageId, state: 'SENDING' }, { state: known ? 'DONE' : 'UNCERTAIN' });
      if (!message || known) continue;
      await manager.update(MessageRow, { id: message.id }, { uncertain: true });
      message.uncertain = true;
      count++;
      if (message.kind !== 'reaction')
        events.push(await messageEvent(manager, 'message.updated', message, { data: { uncertain: 'RESTART' } }));
    }
    await kernel.events.append(manager, events);
    return count;
  }, 5);
