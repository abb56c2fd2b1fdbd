import type { SlotEntry } from '../slots/context';
import type { SlotName, SlotProps } from '../slots/props';

/** What a component can be about: ids of one conversation, its contact, its inbox, one of its messages. */
export interface SlotSubject {
  conversationId: string;
  contactId: string;
  inboxId: string;
  messageId: string;
}

/** What a slot's component tells the page around it. */
export interface SlotReplies {
  insertText(text: string): void;
  onChange(settings: Record<string, unknown>): void;
  close(): void;
}

const deaf: SlotReplies = { insertText() {}, onChange() {}, close() {} };
type Entry = Pick<SlotEntry, 'kind' | 'rule'>;

const samples: { [N in SlotName]: (subject: SlotSubject, replies: SlotReplies, entry: Entry) => SlotProps[N] } = {
  'workbench.conversation.panel': ({ conversationId, contactId, inboxId }) => ({ conversationId, contactId, inboxId }),
  'workbench.composer.tool': ({ conversationId, contactId, inboxId }, { insertText, close }) => ({
    conversationId,
    contactId,
    inboxId,
    insertText,
    close,
  }),
  'workbench.message.action': ({ messageId, conversationId, inboxId }, { close }) => ({ messageId, conversationId, inboxId, close }),
  'workbench.message.kind': ({ messageId, conversationId }, _replies, { kind }) => ({
    messageId,
    conversationId,
    kind: kind ?? 'text',
    text: 'Hello',
    content: null,
    direction: 'IN',
  }),
  'workbench.rail.entry': () => ({}),
  'workbench.settings.page': () => ({}),
  'admin.page': () => ({}),
  'admin.inbox.tab': ({ inboxId }) => ({ inboxId }),
  'admin.rule.settings': ({ inboxId }, { onChange }, { rule }) => ({ inboxId, rule: rule ?? '', settings: {}, onChange, disabled: false }),
  'admin.dashboard.card': () => ({}),
};

/** The names of all slots. */
export const slotNames = Object.keys(samples) as SlotName[];

/** Props for a slot's component outside a real screen: in tests, on development pages. */
export const sampleProps = <N extends SlotName>(
  slot: N,
  subject: SlotSubject,
  entry: Entry,
  replies: Partial<SlotReplies> = {},
): SlotProps[N] => samples[slot](subject, { ...deaf, ...replies }, entry);
