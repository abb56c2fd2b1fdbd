import type { SlotName, SlotProps } from '@parley/plugin-ui';

/** Things of the test server that the entries are shown for. */
export interface Samples {
  conversationId: string;
  contactId: string;
  inboxId: string;
  messageId: string;
}

type Sampled = { [N in SlotName]: (ids: Samples, entry: { kind: string | null; rule: string | null }) => SlotProps[N] };
const nothing = () => ({});
const ignore = () => undefined;

/** What each slot's component is given. */
export const SAMPLE_PROPS: Sampled = {
  'workbench.conversation.panel': ({ conversationId, contactId, inboxId }) => ({ conversationId, contactId, inboxId }),
  'workbench.composer.tool': ({ conversationId, contactId, inboxId }) => ({
    conversationId,
    contactId,
    inboxId,
    insertText: ignore,
    close: ignore,
  }),
  'workbench.message.action': ({ messageId, conversationId, inboxId }) => ({ messageId, conversationId, inboxId, close: ignore }),
  'workbench.message.kind': ({ messageId, conversationId }, { kind }) => ({
    messageId,
    conversationId,
    kind: kind ?? 'text',
    text: 'Hello',
    content: null,
    direction: 'IN',
  }),
  'workbench.rail.entry': nothing,
  'workbench.settings.page': nothing,
  'admin.page': nothing,
  'admin.inbox.tab': ({ inboxId }) => ({ inboxId }),
  'admin.rule.settings': ({ inboxId }, { rule }) => ({ inboxId, rule: rule ?? '', settings: {}, onChange: ignore, disabled: false }),
  'admin.dashboard.card': nothing,
};

export const SLOT_NAMES = Object.keys(SAMPLE_PROPS) as SlotName[];
