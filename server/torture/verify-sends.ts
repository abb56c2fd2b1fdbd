import type { Journal } from './journal';
import type { Checks } from './verdict';
import type { World } from './world';

interface Sent {
  id: string;
  conversationId: string;
  seq: number | string;
  text: string | null;
  clientMutationKey: string | null;
  deliveryRank: number | string;
  uncertain: number | string | boolean;
  failedAt: number | string | null;
  providerId: string | null;
  state: string | null;
}

const RANKS: Readonly<Record<string, number>> = { ACCEPTED: 1, SENT: 2, DELIVERED: 3, READ: 4 };

/** What agents sent: each once at the provider, or said to be uncertain or failed; in order; with delivery states that only rise. */
export const verifySends = async (world: World, journal: Journal, checks: Checks): Promise<void> => {
  const rows = await world.query<Sent>(
    `select m.id, m.conversationId, m.seq, m.text, m.clientMutationKey, m.deliveryRank, m.uncertain, m.failedAt, m.providerId, o.state
      from message m left join outbox o on o.messageId = m.id where m.direction = 'OUT' and m.kind <> 'reaction' order by m.conversationId, m.seq`,
  );
  const byKey = new Map<string, Sent[]>();
  for (const row of rows) if (row.clientMutationKey) byKey.set(row.clientMutationKey, [...(byKey.get(row.clientMutationKey) ?? []), row]);
  /** Our id → what the provider took, in its order. */
  const accepted = new Map<string, string[]>();
  const order: string[] = [];
  for (const chat of world.simulator.engine.world.state.chats)
    for (const message of chat.messages) {
      if (message.from !== 'business' || !message.callbackData) continue;
      accepted.set(message.callbackData, [...(accepted.get(message.callbackData) ?? []), message.id]);
      order.push(message.callbackData);
    }

  const replies = checks.begin('I7 an acknowledged reply is one message, however often it was asked for', journal.replies.length);
  for (const reply of journal.replies) {
    const found = byKey.get(reply.key) ?? [];
    if (found.length > 1) replies(`${reply.key} became ${found.length} messages`);
    if (reply.messageId !== null && found[0]?.id !== reply.messageId)
      replies(`${reply.key} was acknowledged as ${reply.messageId}, there is ${found[0]?.id ?? 'nothing'}`);
    if (reply.messageId !== null && found[0] && found[0].text !== reply.text) replies(`${found[0].id} says "${found[0].text}"`);
  }

  const sends = checks.begin('I7 each send is at the provider once, or is uncertain, or failed', rows.length);
  for (const row of rows) {
    const calls = accepted.get(row.id)?.length ?? 0;
    const isUncertain = Number(row.uncertain) === 1;
    const isFailed = row.failedAt !== null;
    if (calls > 1) sends(`${row.id} was taken by the provider ${calls} times`);
    if (calls === 0 && Number(row.deliveryRank) > 0) sends(`${row.id} is said to be delivered and was never sent`);
    if (calls === 0 && !isUncertain && !isFailed) sends(`${row.id} is lost: ${row.state}, rank ${row.deliveryRank}`);
    if (calls === 1 && Number(row.deliveryRank) === 0 && !isUncertain && !isFailed) sends(`${row.id} was sent and nobody knows`);
  }

  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const id of accepted.keys()) if (!byId.has(id)) sends(`${id} was taken by the provider and is nowhere here`);

  const overtaken = checks.begin('order replies leave in the order in which they were written', order.length);
  const last = new Map<string, number>();
  for (const id of order) {
    const row = byId.get(id);
    if (!row) continue;
    const before = last.get(row.conversationId) ?? 0;
    if (Number(row.seq) < before) overtaken(`${id} (number ${row.seq} of ${row.conversationId}) left behind number ${before}`);
    last.set(row.conversationId, Math.max(before, Number(row.seq)));
  }

  const receipts = await world.query<{ messageId: string | null; delivery: string | null; applied: number | string; providerId: string }>(
    'select messageId, delivery, applied, providerId from receipt',
  );
  const rank = checks.begin('I8 the delivery state is the highest that was told, and never fell', receipts.length);
  const told = new Map<string, number>();
  for (const receipt of receipts) {
    if (Number(receipt.applied) !== 1) rank(`a receipt of ${receipt.providerId} is parked`);
    if (receipt.messageId && receipt.delivery)
      told.set(receipt.messageId, Math.max(told.get(receipt.messageId) ?? 0, RANKS[receipt.delivery] ?? 0));
  }
  for (const row of rows)
    if (Number(row.deliveryRank) < (told.get(row.id) ?? 0)) rank(`${row.id} has rank ${row.deliveryRank}, told was ${told.get(row.id)}`);
  for (const seen of journal.seen)
    for (const [id, states] of seen.deliveries) {
      const ranks = states.map((state) => RANKS[state]).filter((one): one is number => one !== undefined);
      if (ranks.some((one, i) => one < (ranks[i - 1] ?? 0))) rank(`${seen.who} saw ${id} go ${states.join(', ')}`);
    }
};
