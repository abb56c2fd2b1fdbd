import type { Kernel } from '../kernel';
import type { MediaStore } from '../media/media-store';
import type { MediaUrls } from '../media/media-url';
import { ChannelSignals } from './channel-signals';
import type { InboxChannels, PluginCaller } from './channel-access';
import { ConversationMessagesResolver } from './conversation-messages.resolver';
import { MessageAgainService } from './message-again.service';
import { AttachmentResolver, MessageResolver, ReactionResolver } from './message.resolver';
import { MessageService, type TemplateRenderer } from './message.service';
import { Outbox, type OutboxOptions } from './outbox/outbox.service';
import { ReactionService } from './reaction.service';

/** What the room stands on. */
export interface MessagesNeighbours extends Pick<OutboxOptions, 'scheduler' | 'parallel' | 'deadlineMs' | 'stopMs'> {
  channels: InboxChannels;
  plugins: PluginCaller;
  store: MediaStore;
  urls: MediaUrls;
  templates: TemplateRenderer;
}

/** The messages room, put together. */
export interface MessagesRoom {
  messages: MessageService;
  reactions: ReactionService;
  again: MessageAgainService;
  outbox: Outbox;
  signals: ChannelSignals;
  /** Instances for the API's container. */
  resolvers: object[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The room's resolver classes, for the schema. */
export const messageResolvers = [MessageResolver, ReactionResolver, AttachmentResolver, ConversationMessagesResolver] as const;

export const buildMessages = (
  kernel: Kernel,
  { channels, plugins, store, urls, templates, ...options }: MessagesNeighbours,
): MessagesRoom => {
  const outbox = new Outbox(kernel, { channels, plugins, store, ...options });
  const wake = () => outbox.wake();
  const messages = new MessageService(kernel, channels, templates);
  const reactions = new ReactionService(kernel, channels, wake);
  const again = new MessageAgainService(kernel, channels, wake);
  const signals = new ChannelSignals(kernel, channels, plugins);
  return {
    messages,
    reactions,
    again,
    outbox,
    signals,
    resolvers: [
      new MessageResolver(messages, reactions, again),
      new ReactionResolver(),
      new AttachmentResolver(kernel, urls),
      new ConversationMessagesResolver(kernel),
    ],
    start: async () => {
      signals.start();
      await outbox.start();
    },
    stop: async () => {
      await outbox.stop();
      await signals.stop();
    },
  };
};
