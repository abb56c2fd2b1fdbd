import type { ComponentType } from 'react';

/** Beside the open conversation: a section of the contact panel, 320 wide. */
export interface ConversationPanelProps {
  conversationId: string;
  contactId: string;
  inboxId: string;
}

/** A tool of the composer: an icon button opens it in a popover. */
export interface ComposerToolProps {
  conversationId: string;
  contactId: string;
  inboxId: string;
  /** Puts text where the cursor stands in what the agent is writing. Nothing is sent. */
  insertText(text: string): void;
  /** Closes the popover; the cursor is in the composer again. */
  close(): void;
}

/** An entry of a message's menu: it opens in a dialog. */
export interface MessageActionProps {
  messageId: string;
  conversationId: string;
  inboxId: string;
  /** Closes the dialog. */
  close(): void;
}

/** The inside of a message's bubble, for a kind that the core cannot show. */
export interface MessageKindProps {
  messageId: string;
  conversationId: string;
  /** Of the message; what the entry of the manifest names. */
  kind: string;
  /** The message in words, for who cannot show more. */
  text: string | null;
  /** What came with it, as the channel gave it: check it before you use it. */
  content: unknown;
  direction: 'IN' | 'OUT';
}

/** The form of an assignment rule's settings, instead of the one made from its schema. */
export interface RuleSettingsProps {
  inboxId: string;
  /** The rule, `<plugin>/<rule>`. */
  rule: string;
  settings: Record<string, unknown>;
  /** Hands the changed settings to the page, which checks and saves them. */
  onChange(settings: Record<string, unknown>): void;
  disabled: boolean;
}

/** What an inbox's tab is told. */
export interface InboxTabProps {
  inboxId: string;
}

/** Pages and cards are told nothing: `useSession()` says who is there, the router where. */
export type NoProps = Record<never, never>;

/** What the component of each slot is given. Within a major of the contract props are only added. */
export interface SlotProps {
  'workbench.conversation.panel': ConversationPanelProps;
  'workbench.composer.tool': ComposerToolProps;
  'workbench.message.action': MessageActionProps;
  'workbench.message.kind': MessageKindProps;
  'workbench.rail.entry': NoProps;
  'workbench.settings.page': NoProps;
  'admin.page': NoProps;
  'admin.inbox.tab': InboxTabProps;
  'admin.rule.settings': RuleSettingsProps;
  'admin.dashboard.card': NoProps;
}

/** The name of a slot. */
export type SlotName = keyof SlotProps;

/**
 * The component of a slot: the default export of the module that the manifest names.
 * @example const ContactPanel: SlotComponent<'workbench.conversation.panel'> = ({ contactId }) => …; export default ContactPanel;
 */
export type SlotComponent<N extends SlotName> = ComponentType<SlotProps[N]>;
