import { Refused as BotRefused, type Bot, type BotAction, type BotTurn } from '@parley/plugin';
import type { ZodType } from 'zod';
import { ConversationRow } from '../conversations/conversation.entity';
import type { LoggedEvent } from '../events/event-log';
import type { InboxBots } from '../inboxes/inbox-bots';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { driverCode } from '../lib/db';
import { Refused } from '../lib/errors';
import { Sets } from '../lib/sets';
import type { InboxChannels } from '../messages/channel-access';
import { PluginUnavailable } from '../plugin-host/call';
import type { PluginHost } from '../plugin-host/plugin-host';
import type { LoadedPlugin } from '../plugin-host/status';
import { readAnswer } from './bot-answer';
import { botsAtWork, conversationsOf, dueConversations, readHeld, turnOf, type Held } from './due';
import { TIMEOUT_JOB, TurnWriter, type ActingBot, type TimeoutData } from './turn-writer';

/** A bot has so long for its turn, in ms. */
export const TURN_DEADLINE_MS = 10_000;
/** So many conversations have their turn at once. */
const PARALLEL = 50;
const SWEEP = 'bots.sweep';
const SWEEP_MS = 30_000;

/** What the room asks of the plugin host. */
export type BotDoor = Pick<PluginHost, 'bots' | 'isOn' | 'call'>;

/** What the room stands on. */
export interface BotNeighbours {
  plugins: BotDoor;
  channels: InboxChannels;
  inboxBots: InboxBots;
  jobs: JobQueue;
}

/** A bot that can be asked. */
interface Offer {
  plugin: LoadedPlugin;
  bot: Bot;
  acting: ActingBot;
  settings: Record<string, unknown>;
}

/**
 * Gives bots their turns: after the commit that brought the customer's message, one at a time in each conversation, in order. What
 * is due is read from the conversations themselves, so that a crash forgets no turn; a bot may be asked twice then, what it answers
 * is done once. A bot that fails, or is not there any more, gives its conversations to people.
 */
export class BotService {
  private readonly writer: TurnWriter;
  private readonly waiting = new Set<string>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly stopped: Promise<null>;
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly neighbours: BotNeighbours,
    private readonly deadlines: { turn?: number } = {},
  ) {
    const { jobs, channels } = neighbours;
    this.writer = new TurnWriter(kernel, channels, jobs);
    this.stopped = new Promise((resolve) => this.stopping.signal.addEventListener('abort', () => resolve(null), { once: true }));
    jobs.define<TimeoutData>(TIMEOUT_JOB, async ({ conversationId }) => this.wake(conversationId));
    jobs.define(SWEEP, () => this.sweep());
  }

  /** Listens, and gives the turns that were due while the server was down. */
  async start(): Promise<void> {
    this.unlisten = this.kernel.events.listen((events) => this.heard(events));
    this.kernel.cluster.onChange(() => this.inBackground(this.sweep()));
    await this.neighbours.jobs.every(SWEEP, SWEEP_MS);
    await this.sweep();
  }

  /** Begins nothing new and waits for what is being written; a bot that is thinking is not waited for. */
  async stop(): Promise<void> {
    this.unlisten();
    this.waiting.clear();
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  /** Resolves when no bot is at work and no turn is due that has not been tried since. */
  async settled(): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      while (this.running.size > 0) await Promise.all(this.running.values());
      // the log may still be on its way here with what has been committed
      const due = await dueConversations(this.kernel.db.read, this.kernel.clock.now());
      const fresh = due.filter((id) => !tried.has(id));
      if (fresh.length === 0) return;
      for (const id of fresh) {
        tried.add(id);
        this.wake(id);
      }
    }
  }

  private heard(events: readonly LoggedEvent[]): void {
    // one server acts at once on an organization's; the sweep, on whichever server, on all
    const own = events.filter(({ orgId }) => this.kernel.cluster.owns(`bots:${orgId}`));
    if (own.some(({ type }) => type === 'inbox.updated' || type === 'plugin.changed')) this.inBackground(this.sweepBots());
    const unknown: string[] = [];
    for (const { type, nodeId, rows } of own) {
      if (type !== 'conversation.opened' && type !== 'message.received') continue;
      const row = rows?.map(([, one]) => one).find((one) => one instanceof ConversationRow);
      if (row?.status === 'BOT') this.wake(row.id);
      // what the log had to read again comes without its rows
      if (!row) unknown.push(nodeId);
    }
    if (unknown.length > 0) this.inBackground(this.wakeUnknown(unknown));
  }

  private async wakeUnknown(nodeIds: readonly string[]): Promise<void> {
    const { db } = this.kernel;
    const ofMessages = await new Sets(db.read, db.dialect).selectIn<{ id: string }>(
      "select distinct c.id as id from message m join conversation c on c.id = m.conversationId and c.status = 'BOT' where m.id",
      nodeIds.filter((id) => id.startsWith('msg_')),
    );
    for (const id of [...nodeIds.filter((one) => !one.startsWith('msg_')), ...ofMessages.map((row) => row.id)]) this.wake(id);
  }

  private inBackground(work: Promise<void>): void {
    // the sweep comes back to it
    work.catch((error: unknown) => this.left(error));
  }

  /** All that is due, and all that waits for a bot that is not there any more. */
  private async sweep(): Promise<void> {
    for (const id of await dueConversations(this.kernel.db.read, this.kernel.clock.now())) this.wake(id);
    await this.sweepBots();
  }

  private async sweepBots(): Promise<void> {
    for (const { orgId, inboxId, began, bot } of await botsAtWork(this.kernel.db.read)) {
      const offer = this.neighbours.plugins.bots().find(({ id }) => id === bot);
      const isThere =
        (began === null || began === bot) && offer !== undefined && this.neighbours.plugins.isOn(offer.plugin, orgId, inboxId);
      if (!isThere) for (const id of await conversationsOf(this.kernel.db.read, inboxId, began)) this.wake(id);
    }
  }

  /** There may be a turn in this conversation. */
  private wake(conversationId: string): void {
    if (this.stopping.signal.aborted) return;
    this.waiting.add(conversationId);
    this.pump();
  }

  private pump(): void {
    for (const id of this.waiting) {
      if (this.running.size >= PARALLEL) return;
      if (this.running.has(id)) continue;
      this.waiting.delete(id);
      const work = this.serve(id)
        .catch((error: unknown) => this.left(error, id))
        .finally(() => {
          this.running.delete(id);
          this.pump();
        });
      this.running.set(id, work);
    }
  }

  /** Gives turns in a conversation until none is due. */
  private async serve(conversationId: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const held = await readHeld(this.kernel.db.read, conversationId, this.kernel.clock.now());
      if (!held) return;
      const offer = this.offer(held);
      if (typeof offer === 'string') await this.writer.handOver(held, offer);
      else if (held.reason === null) return;
      else await this.turn(held, held.reason, offer);
    }
  }

  private async turn(held: Held, reason: NonNullable<Held['reason']>, offer: Offer): Promise<void> {
    const turn = await turnOf(this.kernel.db.read, held, reason);
    const failed = (error: unknown) => this.writer.handOver(held, `The bot ${offer.acting.label} failed${failureOf(error)}`);
    let actions: BotAction[] | null;
    try {
      actions = await this.ask(turn, held, offer);
    } catch (error) {
      await failed(error);
      return;
    }
    if (!actions) return;
    try {
      await this.writer.apply(held, offer.acting, actions);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await failed(error);
    }
  }

  /** What the bot wants done; null: the server stops. */
  private ask(turn: BotTurn, { conversation: { orgId, inboxId } }: Held, { plugin, bot, settings }: Offer): Promise<BotAction[] | null> {
    const call = {
      name: `turn.${bot.id}`,
      deadlineMs: this.deadlines.turn ?? TURN_DEADLINE_MS,
      organizationId: orgId,
      inboxId,
      signal: this.stopping.signal,
    };
    const answer = this.neighbours.plugins.call(plugin, call, async (ctx) => readAnswer(await bot.turn(ctx, turn, settings)));
    return Promise.race([answer, this.stopped]);
  }

  /** The bot of a conversation, or a sentence that says why it cannot have it any longer. */
  private offer({ conversation, inbox, memory }: Held): Offer | string {
    const label = memory?.label ?? inbox.bot;
    if (inbox.bot === null) return label === null ? 'This inbox has no bot any more' : `The bot ${label} was taken off this inbox`;
    if (memory && memory.bot !== inbox.bot) return `The bot ${label} was taken off this inbox`;
    const found = this.neighbours.plugins.bots().find(({ id }) => id === inbox.bot);
    if (!found) return `The bot ${label} failed: its plugin is not ready`;
    const { plugin, bot } = found;
    if (!this.neighbours.plugins.isOn(plugin, conversation.orgId, inbox.id)) return `The bot ${bot.label} is switched off here`;
    const settings = (bot.settings as ZodType<Record<string, unknown>>).safeParse(this.neighbours.inboxBots.stored(inbox));
    if (!settings.success) return `The bot ${bot.label} failed: its settings are not valid`;
    return { plugin, bot, acting: { id: inbox.bot, pluginId: plugin.id, label: bot.label }, settings: settings.data };
  }

  private left(error: unknown, conversationId?: string): void {
    this.kernel.log.error(
      { ...(conversationId ? { conversationId } : {}), errorType: (error as Error | null)?.name, code: driverCode(error) },
      'a turn of a bot could not be done; it is tried again',
    );
  }
}

/** What went wrong, for the trace; the log has the rest. */
const failureOf = (error: unknown): string => {
  // the core's own refusals, and those of the contract
  if (error instanceof Refused || error instanceof BotRefused) return `: ${error.message}`;
  if (!(error instanceof PluginUnavailable)) return '';
  if (error.code === 'TIMEOUT') return ': it did not answer in time';
  if (error.code === 'BREAKER') return ' several times and is given a pause';
  return error.code === 'NOT_READY' ? ': its plugin is not running' : '';
};
