import type { Sql, Value } from '../run/database.ts';

/** What the agent's conversations hold, so that a card has a last message and a chat fills its column. */
export interface ChatPlan {
  /** Messages of each. */
  each: number;
  /** The latest so many conversations have this many instead. */
  long: { conversations: number; messages: number };
}

interface Row {
  id: string;
  orgId: string;
  inboxId: string;
  contactId: string;
  assigneeId: string;
  lastActivityAt: number;
}

const WORDS = [
  'I ordered a sofa two weeks ago, could somebody look where it is, please?',
  'Of course. It leaves the depot today and should be with you tomorrow between nine and one.',
  'Thank you, that is very kind.',
  'Is there a way to move the delivery to the afternoon? I work in the mornings and there is nobody at home before two.',
];

/** Writes a past into every open conversation. */
export const addMessages = async (sql: Sql, { each, long }: ChatPlan): Promise<void> => {
  const rows = await sql.all<Row>(
    'select id, orgId, inboxId, contactId, assigneeId, lastActivityAt from conversation order by lastActivityAt desc',
  );
  const messages: Record<string, Value>[] = [];
  for (const [at, row] of rows.entries()) {
    const count = at < long.conversations ? long.messages : each;
    for (let seq = 1; seq <= count; seq++) {
      const incoming = seq % 2 === count % 2;
      const time = row.lastActivityAt - (count - seq) * 60_000;
      messages.push({
        id: `msg_00${(at * 1_000 + seq).toString().padStart(24, '0')}`,
        orgId: row.orgId,
        conversationId: row.id,
        inboxId: row.inboxId,
        seq,
        direction: incoming ? 'IN' : 'OUT',
        kind: 'text',
        providerId: `wamid.bench${at}.${seq}`,
        text: `${WORDS[(at + seq) % WORDS.length]}`,
        authorKind: incoming ? 'contact' : 'agent',
        authorId: incoming ? row.contactId : row.assigneeId,
        forwarded: 0,
        deliveryRank: 4,
        acceptedAt: time,
        deliverySentAt: time,
        deliveredAt: time,
        readAt: time,
        errorRetryable: 0,
        uncertain: 0,
        sentAt: time,
        receivedAt: time,
      });
    }
  }
  await sql.insert('message', messages);
  await sql.run(`update conversation set
    messageSeq = (select max(seq) from message where conversationId = conversation.id),
    lastMessageId = (select id from message where conversationId = conversation.id order by seq desc limit 1),
    lastMessageText = (select text from message where conversationId = conversation.id order by seq desc limit 1)`);
};
