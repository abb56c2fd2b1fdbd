import type { BotActor } from '@parley/plugin';
import type { Loaders } from '../lib/loaders';
import { BotConversationRow } from './bot-conversation.entity';

/** The bot that wrote in a conversation, also when its plugin is gone: a conversation has one at most. */
export const botActor = async (loaders: Loaders, conversationId: string): Promise<BotActor | null> => {
  const [row] = await loaders.by(BotConversationRow, 'conversationId').load(conversationId);
  return row ? { id: `bot_${row.bot}`, name: row.label } : null;
};
