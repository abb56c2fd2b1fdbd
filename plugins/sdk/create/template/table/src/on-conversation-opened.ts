import type { PluginContext, PluginEvent } from '@parley/plugin';
import { Visit } from './visit.entity';

const CONVERSATION = 'query ($id: ID!) { node(id: $id) { ... on Conversation { contact { id } } } }';

interface Answer {
  node: { contact: { id: string } } | null;
}

/** Notes the visit. Events are told at least once: `save` with the conversation's id makes a second time harmless. */
export const onConversationOpened = async (ctx: PluginContext, event: PluginEvent<'conversation.opened'>): Promise<void> => {
  const { node } = await ctx.core.graphql<Answer>(CONVERSATION, { id: event.nodeId });
  if (!node) return;
  await ctx.db.save(Visit, { id: event.nodeId, contactId: node.contact.id, at: event.at });
};
