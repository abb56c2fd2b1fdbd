import type { Organization } from '../run/organization.ts';

/** A text message as a webhook brought it. */
export interface Told {
  body: Buffer;
  providerId: string;
  waId: string;
  userId: string;
  name: string;
  text: string;
  /** Epoch ms. */
  at: number;
}

export type Cell = string | number | Buffer | null;
type Row = Record<string, Cell>;

/** Statements of one database, prepared by hand. */
export interface Store {
  /** One transaction. */
  transaction(work: () => void | Promise<void>): Promise<void>;
  /** `select … in (keys)`. */
  select(sql: string, keys: readonly string[], tail?: string): Row[] | Promise<Row[]>;
  insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Cell[])[],
    update?: { key: string; columns: readonly string[] },
  ): void | Promise<void>;
  /** Takes so many numbers of the log; the last of them. */
  take(orgId: string, count: number): number | Promise<number>;
  close(): Promise<void>;
}

const DAY = 86_400_000;
const CONTACT = ['id', 'orgId', 'name', 'phone', 'searchText', 'createdAt', 'updatedAt'];
const IDENTITY = ['id', 'orgId', 'contactId', 'kind', 'value', 'createdAt'];
const PLACE = ['contactId', 'inboxId', 'windowUntil', 'replyKind', 'replyValue', 'lastConversationId'];
const CONVERSATION = [
  ...['id', 'orgId', 'inboxId', 'contactId', 'openKey', 'status', 'assigneeId', 'priority', 'openedAt', 'queuedAt', 'assignedAt'],
  ...['lastActivityAt', 'lastMessageId', 'lastMessageText', 'unread', 'pendingSince', 'windowUntil', 'messageSeq'],
];
const MOVED = ['lastActivityAt', 'lastMessageId', 'lastMessageText', 'unread', 'windowUntil', 'messageSeq'];
const MESSAGE = [
  ...['id', 'orgId', 'conversationId', 'inboxId', 'seq', 'direction', 'kind', 'providerId', 'text', 'authorKind', 'authorId'],
  ...['forwarded', 'deliveryRank', 'errorRetryable', 'uncertain', 'sentAt', 'receivedAt'],
];
const DELIVERY = ['id', 'connectionId', 'receivedAt', 'body'];
const EVENT = ['orgId', 'seq', 'type', 'nodeId', 'occurredAt', 'actorId', 'audience', 'data'];
const MESSAGE_READ = `${MESSAGE.join(',')},content,raw,replyToId,replyToProviderId,acceptedAt,deliverySentAt,deliveredAt,readAt,failedAt,errorCode,errorMessage,clientMutationKey,editedAt,revokedAt`;

let made = 0;
const newId = (prefix: string, now: number): string =>
  `${prefix}_z${now.toString(36).padStart(10, '0')}${(++made).toString(36).padStart(15, '0')}`;
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/**
 * What a person would write by hand who knows only text messages: the tables, the rows and the guarantees of the server's intake, as sets,
 * without an ORM, plugins, decisions for other kinds, or isolation of what fails. The yardstick for how much our own layers cost.
 */
export const applyByHand = (store: Store, org: Organization, now: number, group: readonly Told[]): Promise<void> =>
  store.transaction(async () => {
    const { orgId, inboxId } = org;
    const known = new Set(
      (await store.select(`select ${MESSAGE_READ} from message where providerId`, sorted(group.map((m) => m.providerId)))).map(
        (row) => row.providerId,
      ),
    );
    const people = await store.select(
      `select i.value as iValue, ${CONTACT.map((c) => `c.${c} as ${c}`).join(',')} from contact_identity i join contact c on c.id = i.contactId where i.value`,
      sorted(group.flatMap((m) => [m.waId, m.userId])),
    );
    const contactOf = new Map<string, string>();
    for (const row of people) contactOf.set(row.iValue as string, row.id as string);
    const contactIds = sorted(contactOf.values());
    const open = new Map<string, Row>();
    for (const row of await store.select(
      `select ${CONVERSATION.join(',')} from conversation where openKey`,
      contactIds.map((id) => `${inboxId}:${id}`),
      ' for update',
    ))
      open.set(row.contactId as string, row);
    const places = new Map<string, Row>();
    for (const row of await store.select(`select ${PLACE.join(',')} from contact_inbox where contactId`, contactIds))
      places.set(row.contactId as string, row);

    const contacts: Cell[][] = [];
    const identities: Cell[][] = [];
    const fresh = new Set<Row>();
    const moved = new Set<Row>();
    const touched = new Set<Row>();
    const messages: Cell[][] = [];
    const told: { type: string; nodeId: string; conversation: Row | null }[] = [];
    for (const message of group) {
      if (known.has(message.providerId)) continue;
      known.add(message.providerId);
      let contactId = contactOf.get(message.userId) ?? contactOf.get(message.waId);
      if (contactId === undefined) {
        contactId = newId('cont', now);
        contacts.push([contactId, orgId, message.name, message.waId, `${message.name} ${message.waId}`.toLowerCase(), now, now]);
        for (const [kind, value] of [
          ['bsuid', message.userId],
          ['wa_id', message.waId],
        ] as const) {
          identities.push([newId('iden', now), orgId, contactId, kind, value, now]);
          contactOf.set(value, contactId);
        }
        told.push({ type: 'contact.created', nodeId: contactId, conversation: null });
        places.set(contactId, {
          contactId,
          inboxId,
          windowUntil: null,
          replyKind: 'wa_id',
          replyValue: message.waId,
          lastConversationId: null,
        });
      }
      const place = places.get(contactId) as Row;
      place.windowUntil = Math.max(Number(place.windowUntil ?? 0), message.at + DAY);
      touched.add(place);
      let conversation = open.get(contactId);
      if (!conversation) {
        const id = newId('conv', now);
        conversation = {
          id,
          orgId,
          inboxId,
          contactId,
          openKey: `${inboxId}:${contactId}`,
          status: 'QUEUED',
          assigneeId: null,
          priority: 0,
          openedAt: now,
          queuedAt: now,
          assignedAt: null,
          unread: 0,
          pendingSince: null,
          messageSeq: 0,
        };
        open.set(contactId, conversation);
        fresh.add(conversation);
        place.lastConversationId = id;
        told.push({ type: 'conversation.opened', nodeId: id, conversation });
      }
      const id = newId('msg', now);
      const seq = Number(conversation.messageSeq) + 1;
      Object.assign(conversation, {
        messageSeq: seq,
        lastActivityAt: now,
        lastMessageId: id,
        lastMessageText: message.text.slice(0, 190),
        unread: Number(conversation.unread) + 1,
        windowUntil: now + DAY,
      });
      conversation.pendingSince ??= message.at;
      if (!fresh.has(conversation)) moved.add(conversation);
      messages.push([
        id,
        orgId,
        conversation.id as string,
        inboxId,
        seq,
        'IN',
        'text',
        message.providerId,
        message.text,
        'contact',
        contactId,
        0,
        0,
        0,
        0,
        message.at,
        now,
      ]);
      told.push({ type: 'message.received', nodeId: id, conversation });
    }
    await store.insert(
      'delivery',
      DELIVERY,
      group.map(({ body }) => [newId('dlv', now), org.connectionId, now, body]),
    );
    await store.insert('contact', CONTACT, contacts);
    await store.insert('contact_identity', IDENTITY, identities);
    const cells =
      (columns: readonly string[]) =>
      (row: Row): Cell[] =>
        columns.map((column) => row[column] ?? null);
    await store.insert('conversation', CONVERSATION, [...fresh].map(cells(CONVERSATION)));
    await store.insert('conversation', CONVERSATION, [...moved].map(cells(CONVERSATION)), {
      key: 'id',
      columns: [...MOVED, 'pendingSince'],
    });
    await store.insert('contact_inbox', PLACE, [...touched].map(cells(PLACE)), { key: 'contactId,inboxId', columns: PLACE.slice(2) });
    await store.insert('message', MESSAGE, messages);
    let seq = (await store.take(orgId, told.length)) - told.length;
    await store.insert(
      'event',
      EVENT,
      told.map(({ type, nodeId, conversation }) => [orgId, ++seq, type, nodeId, now, null, audienceOf(conversation), null]),
    );
  });

const audienceOf = (conversation: Row | null): string => {
  if (!conversation) return '{"permission":"contacts.read.all","conversation":true}';
  const { assigneeId, inboxId } = conversation;
  return JSON.stringify({ conversation: true, ...(assigneeId ? { agents: [assigneeId] } : { queueOf: inboxId }) });
};
