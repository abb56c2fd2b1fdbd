import { IsNull } from 'typeorm';
import { ChannelNoticeRow } from '../channels/notice.entity';
import { DeadLetterRow } from '../channels/dead-letter.entity';
import { ContactRow } from '../contacts/contact.entity';
import { ConversationRow } from '../conversations/conversation.entity';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { AttachmentRow } from '../messages/attachment.entity';
import { MessageRow } from '../messages/message.entity';
import { OrganizationRow } from '../organizations/organization.entity';
import { AgentRow } from '../people/agent.entity';
import type { Permission } from '../people/permissions';
import type { PluginDesk } from '../plugin-host/desk';
import { RoleRow } from '../people/role.entity';
import { SessionRow } from '../people/session.entity';
import { TeamRow } from '../people/team.entity';
import { canSee, type Viewer } from '../people/viewer';
import { shown } from '../ui/shown';
import { UiBuildRow } from '../ui/ui-build.entity';
import type { SignedInContext } from './context';
import type { Nodes } from './nodes';

type OrgRow = { id: string; orgId: string };

/** Names who finds the core's nodes, each with the permission that its own queries ask for. */
export const registerCoreNodes = (nodes: Nodes, kernel: Kernel, plugins: Pick<PluginDesk, 'failure'>): void => {
  const ofOrganization =
    <T extends OrgRow>(entity: new () => T, ...permissions: Permission[]) =>
    async (ctx: SignedInContext, id: string) => {
      if (permissions.length > 0 && !permissions.some((p) => ctx.viewer.permissions.has(p))) return null;
      const row = await ctx.loaders.row(entity).load(id);
      return row?.orgId === ctx.viewer.orgId ? row : null;
    };

  const conversation = async (ctx: SignedInContext, id: string) => {
    const row = await ctx.loaders.row(ConversationRow).load(id);
    if (row?.orgId !== ctx.viewer.orgId) return null;
    const contact = ctx.viewer.permissions.has('conversations.read.owned') ? await ctx.loaders.row(ContactRow).load(row.contactId) : null;
    return canSee(ctx.viewer, { ...row, ownerId: contact?.ownerId ?? null }) ? row : null;
  };

  const message = async (ctx: SignedInContext, id: string) => {
    const row = await ctx.loaders.row(MessageRow).load(id);
    return row && (await conversation(ctx, row.conversationId)) ? row : null;
  };

  const always = (): boolean => true;
  const whoHas =
    (permission: Permission) =>
    ({ permissions }: Viewer): boolean =>
      permissions.has(permission);

  nodes.register('Organization', async (ctx, id) => (id === ctx.viewer.orgId ? ctx.loaders.row(OrganizationRow).load(id) : null), always);
  nodes.register('Agent', ofOrganization(AgentRow), always);
  nodes.register('Team', ofOrganization(TeamRow), always);
  nodes.register('Role', ofOrganization(RoleRow), always);
  nodes.register('Inbox', ofOrganization(InboxRow, 'inboxes.read', 'inboxes.manage'), always);
  nodes.register('DeadLetter', ofOrganization(DeadLetterRow, 'intake.manage'), always);
  nodes.register('ChannelNotice', ofOrganization(ChannelNoticeRow, 'intake.manage'), always);
  nodes.register('UiBuild', async (ctx, id) => {
    const row = ctx.viewer.permissions.has('plugins.read') ? await ctx.loaders.row(UiBuildRow).load(id) : null;
    return row && shown(row);
  });
  nodes.register('PluginFailure', async (ctx, id) =>
    ctx.viewer.permissions.has('plugins.read') ? plugins.failure(ctx.viewer.orgId, id) : null,
  );
  nodes.register('Conversation', conversation, whoHas('conversations.read.all'));
  nodes.register('Message', message, whoHas('conversations.read.all'));

  nodes.register('Session', async (ctx, id) => {
    const row = await kernel.db.read.findOneBy(SessionRow, { id, orgId: ctx.viewer.orgId, endedAt: IsNull() });
    return row && (row.agentId === ctx.viewer.agentId || ctx.viewer.permissions.has('people.manage')) ? row : null;
  });

  nodes.register('Attachment', async (ctx, id) => {
    const row = await ctx.loaders.row(AttachmentRow).load(id);
    if (row?.orgId !== ctx.viewer.orgId) return null;
    if (row.messageId === null) return row.uploadedById === ctx.viewer.agentId ? row : null;
    return (await message(ctx, row.messageId)) ? row : null;
  });

  nodes.register(
    'Contact',
    async (ctx, id) => {
      const row = await ctx.loaders.row(ContactRow).load(id);
      if (row?.orgId !== ctx.viewer.orgId) return null;
      if (ctx.viewer.permissions.has('contacts.read.all') || row.ownerId === ctx.viewer.agentId) return row;
      // read once for everybody who is told of the contact
      const conversations = await ctx.loaders.by(ConversationRow, 'contactId').load(id);
      return conversations.some((one) => canSee(ctx.viewer, { ...one, ownerId: row.ownerId })) ? row : null;
    },
    whoHas('contacts.read.all'),
  );
};
