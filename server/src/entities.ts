import { AssignmentTraceRow } from './assignment/assignment-trace.entity';
import { BotConversationRow } from './bots/bot-conversation.entity';
import { ConnectionRow } from './channels/connection.entity';
import { DeadLetterRow } from './channels/dead-letter.entity';
import { DeliveryRow } from './channels/delivery.entity';
import { ChannelNoticeRow } from './channels/notice.entity';
import { ContactIdentityRow } from './contacts/contact-identity.entity';
import { ContactInboxRow } from './contacts/contact-inbox.entity';
import { ContactRow } from './contacts/contact.entity';
import { ConversationRow } from './conversations/conversation.entity';
import { ServerNodeRow } from './cluster/server-node.entity';
import { EventCounterRow } from './events/event-counter.entity';
import { EventRow } from './events/event.entity';
import { InboxAgentRow } from './inboxes/inbox-agent.entity';
import { InboxRuleRow } from './inboxes/inbox-rule.entity';
import { InboxRow } from './inboxes/inbox.entity';
import { JobRelayRow } from './jobs/job-relay.entity';
import { JobRow } from './jobs/job.entity';
import { MutationKeyRow } from './lib/mutation-key.entity';
import { AttachmentRow } from './messages/attachment.entity';
import { MessageRow } from './messages/message.entity';
import { OutboxRow } from './messages/outbox.entity';
import { ReactionRow } from './messages/reaction.entity';
import { ReceiptRow } from './messages/receipt.entity';
import { OrganizationRow } from './organizations/organization.entity';
import { AgentRow } from './people/agent.entity';
import { RoleRow } from './people/role.entity';
import { SessionRow } from './people/session.entity';
import { TeamRow } from './people/team.entity';
import { PluginCursorRow } from './plugin-host/plugin-cursor.entity';
import { PluginFailureRow } from './plugin-host/plugin-failure.entity';
import { PluginMigrationRow } from './plugin-host/plugin-migration.entity';
import { PluginSettingRow } from './plugin-host/plugin-setting.entity';
import { AgentSocketRow } from './presence/agent-socket.entity';
import { UiBuildRow } from './ui/ui-build.entity';

/** Every table of the core. */
export const entities = [
  OrganizationRow,
  RoleRow,
  TeamRow,
  AgentRow,
  SessionRow,
  ConnectionRow,
  InboxRow,
  InboxAgentRow,
  InboxRuleRow,
  ContactRow,
  ContactIdentityRow,
  ContactInboxRow,
  ConversationRow,
  BotConversationRow,
  MessageRow,
  AttachmentRow,
  ReactionRow,
  ReceiptRow,
  OutboxRow,
  DeliveryRow,
  DeadLetterRow,
  ChannelNoticeRow,
  AssignmentTraceRow,
  EventRow,
  EventCounterRow,
  JobRow,
  JobRelayRow,
  PluginMigrationRow,
  PluginSettingRow,
  PluginCursorRow,
  PluginFailureRow,
  MutationKeyRow,
  UiBuildRow,
  ServerNodeRow,
  AgentSocketRow,
];
