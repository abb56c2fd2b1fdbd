import Sqlite from 'better-sqlite3';
import type { Database } from './database.ts';
import type { Organization } from './organization.ts';
import type { Staff } from './seed.ts';

/** How much has happened. */
export interface HistorySize {
  conversations: number;
  messages: number;
}

/** Open conversations of each agent, and as many in the queue as all agents have: history grows, what is open does not. */
const OPEN_EACH = 10;
/** So many conversations went on at a time: their messages lie mixed in the table. */
const AT_ONCE = 1_000;

/**
 * Fills an organization's past by SQL inside SQLite, in the order in which it would have grown: half as many contacts as conversations, the
 * messages of a thousand conversations mixed with each other; the latest conversations are open.
 */
export const addHistory = (
  database: Database,
  { orgId, inboxId }: Organization,
  { agentIds }: Staff,
  { conversations, messages }: HistorySize,
): void => {
  const db = new Sqlite(database.url.slice('sqlite:'.length));
  // thrown away when the machine stops: it is made again then
  for (const text of [
    'journal_mode = WAL',
    'synchronous = OFF',
    'cache_size = -256000',
    'temp_store = MEMORY',
    'wal_autocheckpoint = 20000',
  ])
    db.pragma(text);
  const now = Date.now();
  const each = Math.max(1, Math.floor(messages / conversations));
  const contacts = Math.ceil(conversations / 2);
  const active = OPEN_EACH * agentIds.length;
  const firstQueued = conversations - active;
  const firstActive = conversations - 2 * active;
  const gap = Math.max(1, Math.floor((300 * 86_400_000) / conversations));
  db.exec('create temp table person(k integer primary key, id text)');
  const person = db.prepare('insert into person values (?, ?)');
  agentIds.forEach((id, i) => person.run(i, id));
  const agent = (i: string): string => `(select id from person where k = (${i}) % ${agentIds.length})`;
  const opened = (i: string): string => `(${now} - (${conversations} - (${i})) * ${gap})`;
  const status = (i: string): string =>
    `case when ${i} >= ${firstQueued} then 'QUEUED' when ${i} >= ${firstActive} then 'ACTIVE' else 'CLOSED' end`;

  fill(
    db,
    contacts,
    `insert into contact(id, orgId, name, phone, searchText, createdAt, updatedAt)
    select printf('cont_00%024d', i), '${orgId}', printf('Contact %d', i), printf('49%010d', i), printf('contact %d 49%010d', i, i), ${now}, ${now} from n`,
  );
  fill(
    db,
    contacts,
    `insert into contact_inbox(contactId, inboxId, windowUntil, replyKind, replyValue, lastConversationId)
    select printf('cont_00%024d', i), '${inboxId}', ${now} + 80000000, 'wa_id', printf('49%010d', i), printf('conv_00%024d', i + ${contacts}) from n`,
  );
  fill(
    db,
    conversations,
    `insert into conversation(id, orgId, inboxId, contactId, openKey, status, assigneeId, priority, openedAt, queuedAt, assignedAt, closedAt,
      closeReason, lastActivityAt, lastMessageId, lastMessageText, unread, windowUntil, messageSeq, continuesId)
    select printf('conv_00%024d', i), '${orgId}', '${inboxId}', printf('cont_00%024d', i % ${contacts}),
      case when i >= ${firstActive} then '${inboxId}:' || printf('cont_00%024d', i % ${contacts}) end,
      ${status('i')}, case when i < ${firstQueued} then ${agent('i')} end, 0, ${opened('i')}, ${opened('i')}, ${opened('i')},
      case when i < ${firstActive} then ${opened('i')} + 3600000 end, case when i < ${firstActive} then 'agent' end,
      ${opened('i')} + 3500000, printf('msg_00%024d', (i / ${AT_ONCE}) * ${AT_ONCE * each} + ${(each - 1) * AT_ONCE} + i % ${AT_ONCE}), 'Thank you', 0,
      ${now} + 80000000, ${each}, case when i >= ${contacts} then printf('conv_00%024d', i - ${contacts}) end from n`,
  );
  // message i of its block: the conversation i % AT_ONCE, its turn i / AT_ONCE
  const block = `(i / ${AT_ONCE * each})`;
  const turn = `((i % ${AT_ONCE * each}) / ${AT_ONCE})`;
  const conversation = `(${block} * ${AT_ONCE} + i % ${AT_ONCE})`;
  fill(
    db,
    conversations * each,
    `insert into message(id, orgId, conversationId, inboxId, seq, direction, kind, providerId, text, authorKind, authorId, forwarded,
      deliveryRank, acceptedAt, deliverySentAt, deliveredAt, readAt, errorRetryable, uncertain, sentAt, receivedAt)
    select printf('msg_00%024d', i), '${orgId}', printf('conv_00%024d', ${conversation}), '${inboxId}', ${turn} + 1,
      case when ${turn} % 2 = 0 then 'IN' else 'OUT' end, 'text', printf('wamid.HBgN%028x', i),
      case when i % 50000 = 7 then 'The parcel with the heirloom lamp has not arrived' when ${turn} % 2 = 0 then printf('I ordered number %d two weeks ago, could somebody look where it is, please?', i)
        else 'Of course. I have looked: it leaves the depot today and should be with you tomorrow.' end,
      case when ${turn} % 2 = 0 then 'contact' else 'agent' end,
      case when ${turn} % 2 = 0 then printf('cont_00%024d', ${conversation} % ${contacts}) else ${agent(conversation)} end, 0,
      4, ${opened(conversation)}, ${opened(conversation)}, ${opened(conversation)}, ${opened(conversation)}, 0, 0, ${opened(conversation)} + ${turn} * 60000, ${opened(conversation)} + ${turn} * 60000 from n`,
  );
  db.prepare(`update agent set held = ${OPEN_EACH}, capacity = ${OPEN_EACH} where id in (select id from person)`).run();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
};

/** Runs an insert that selects from numbers, `n(i)`, in parts that fit into memory. */
const fill = (db: Sqlite.Database, count: number, sql: string): void => {
  const PART = 500_000;
  for (let from = 0; from < count; from += PART) {
    const until = Math.min(count, from + PART);
    const at = sql.indexOf('select');
    db.exec(
      `${sql.slice(0, at)} with recursive n(i) as (select ${from} union all select i + 1 from n where i + 1 < ${until}) ${sql.slice(at)}`,
    );
  }
};
