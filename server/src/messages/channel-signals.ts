import { In, IsNull, Not } from 'typeorm';
import { ConversationRow } from '../conversations/conversation.entity';
import type { LoggedEvent } from '../events/event-log';
import type { Kernel } from '../kernel';
import type { InboxChannels, PluginCaller } from './channel-access';
import { MessageRow } from './message.entity';

const DEADLINE_MS = 5_000;
/** A provider shows "is writing" a little longer than this. */
const TYPING_EVERY_MS = 20_000;
const REMEMBERED = 5_000;

/** Tells channels that somebody reads or writes. Nothing depends on it: what fails is left. */
export class ChannelSignals {
  /** Conversation → when it was last told. */
  private readonly typed = new Map<string, number>();
  /** Conversation → the last message that was marked. */
  private readonly marked = new Map<string, string>();
  private readonly running = new Set<Promise<void>>();
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly channels: InboxChannels,
    private readonly plugins: PluginCaller,
  ) {}

  start(): void {
    this.unlisten = this.kernel.events.listen((events) => this.heard(events));
  }

  async stop(): Promise<void> {
    this.unlisten();
    await this.idle();
  }

  /** Waits until everything that was begun is over. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  /** Shows the customer that somebody writes, once in 20 s at most. */
  async typing(conversation: ConversationRow): Promise<void> {
    const now = this.kernel.clock.now();
    if ((this.typed.get(conversation.id) ?? Number.NEGATIVE_INFINITY) > now - TYPING_EVERY_MS) return;
    remember(this.typed, conversation.id, now);
    await this.tell('typing', conversation);
  }

  /** Tells the provider that the customer's messages up to the last one were read. */
  private async read(conversationId: string): Promise<void> {
    const conversation = await this.kernel.db.read.findOneBy(ConversationRow, { id: conversationId });
    if (conversation) await this.tell('markRead', conversation);
  }

  private heard(events: LoggedEvent[]): void {
    const read = events.filter(({ type, nodeId }) => type === 'conversation.read' && this.kernel.cluster.owns(`signals:${nodeId}`));
    for (const id of new Set(read.map((event) => event.nodeId))) {
      const work: Promise<void> = this.read(id)
        .catch((error: unknown) => this.left(error, id))
        .finally(() => this.running.delete(work));
      this.running.add(work);
    }
  }

  private async tell(what: 'typing' | 'markRead', conversation: ConversationRow): Promise<void> {
    try {
      const end = await this.channels.channelInbox(conversation.inboxId);
      if (!end) return;
      const { plugin, channel, inbox } = end;
      const able = what === 'typing' ? channel.abilities.typing && channel.typing : channel.abilities.readReceipts && channel.markRead;
      if (!able) return;
      const last = await this.lastInbound(conversation);
      if (!last || (what === 'markRead' && this.marked.get(conversation.id) === last)) return;
      await this.plugins.call(
        plugin,
        { name: what, deadlineMs: DEADLINE_MS, organizationId: conversation.orgId, inboxId: conversation.inboxId },
        (ctx) => channel[what]?.(ctx, inbox, last),
      );
      if (what === 'markRead') remember(this.marked, conversation.id, last);
    } catch (error) {
      this.left(error, conversation.id);
    }
  }

  private async lastInbound(conversation: ConversationRow): Promise<string | null> {
    const last = await this.kernel.db.read.findOne(MessageRow, {
      where: { conversationId: conversation.id, direction: 'IN', providerId: Not(IsNull()), kind: Not(In(['system', 'call'])) },
      order: { seq: 'DESC' },
    });
    return last?.providerId ?? null;
  }

  private left(error: unknown, conversationId: string): void {
    this.kernel.log.debug({ conversationId, errorType: (error as Error).name }, 'a channel was not told of reading or writing');
  }
}

/** Keeps the newest entries only. */
const remember = <V>(map: Map<string, V>, key: string, value: V): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value as string);
};
