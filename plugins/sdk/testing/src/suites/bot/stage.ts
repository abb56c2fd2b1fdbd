import type { Bot, BotAction, BotTurn } from '@parley/plugin';
import type { TestContext, TestContextOptions } from '../../context/test-context';
import { must, shown, within } from '../../must';
import { Unmet } from '../../suite';

/** What the suite must know of a bot. */
export interface BotSuiteOptions {
  /** As an administrator writes them; `{}` unless told. */
  settings?: Record<string, unknown>;
  /** Settings that cannot work: each must be refused. */
  invalidSettings?: readonly Record<string, unknown>[];
  /** What a customer might write, one after the other. */
  script?: readonly string[];
  /** How a customer asks for a person; the bot must then hand over within three turns. Absent: it is not asked to. */
  person?: string;
  /** False: it may answer the same question differently, as a language model does. */
  repeatable?: boolean;
  /** For a bot that reads tables of its plugin, or asks services. */
  context?: TestContextOptions;
  /** Fills the tables before each case. */
  prepare?(ctx: TestContext): Promise<void>;
  /** The bot's time for one turn, in ms; 10000 unless told, as in the server. */
  deadlineMs?: number;
}

export type AnyBot = Bot<Record<string, unknown>>;

export const SCRIPT: readonly string[] = ['Hello', 'What does delivery cost?', '1', 'yes', 'No, thanks', 'ok'];

/** What a bot keeps after its answer; undefined: what it kept before. */
export const keptBy = (actions: readonly BotAction[]): Record<string, unknown> | undefined => {
  const wait = [...actions].reverse().find((one) => one?.do === 'wait');
  return wait && 'state' in wait ? wait.state : undefined;
};

export const endsIn = (actions: readonly BotAction[]): boolean => actions.some((one) => one?.do === 'handOver' || one?.do === 'close');

/** One conversation with a bot, as the server would lead it. */
export class BotTalk {
  state: Record<string, unknown> = {};
  over = false;
  private count = 0;

  constructor(
    private readonly bot: AnyBot,
    private readonly ctx: TestContext,
    private readonly options: BotSuiteOptions,
    private readonly id = 'conv_1',
  ) {}

  opens(): Promise<BotAction[]> {
    return this.turn({ reason: 'opened' });
  }

  /** The customer writes, or taps a choice. */
  says(text: string | undefined, more: Partial<NonNullable<BotTurn['message']>> = {}): Promise<BotAction[]> {
    const message = { id: `msg_${this.id}_${++this.count}`, kind: 'text', ...(text === undefined ? {} : { text }), ...more };
    return this.turn({ reason: 'message', message });
  }

  /** The time of its last `wait` is over. */
  timesOut(): Promise<BotAction[]> {
    return this.turn({ reason: 'timeout' });
  }

  /** A conversation at the same place. */
  copy(): BotTalk {
    return Object.assign(new BotTalk(this.bot, this.ctx, this.options, this.id), { state: structuredClone(this.state), over: this.over });
  }

  /**
   * @param keep what is done to the turn before the bot gets it
   * @throws Unmet when the bot throws or is late
   */
  async turn(over: Partial<BotTurn>, keep: (turn: BotTurn) => BotTurn = (turn) => turn): Promise<BotAction[]> {
    const { deadlineMs = 10_000, settings = {} } = this.options;
    const parsed = this.bot.settings.safeParse(settings);
    must(parsed.success, `The schema refused ${shown(settings)}: give the suite settings that work.`);
    const turn = keep({
      conversationId: this.id,
      inboxId: 'inbox_1',
      contact: { id: `cont_${this.id}`, name: 'Maya' },
      reason: 'message',
      state: structuredClone(this.state),
      ...over,
    });
    const said = turn.message ? `${turn.message.kind} ${shown(turn.message.text ?? turn.message.choiceId)}` : turn.reason;
    let actions: unknown;
    try {
      actions = await within(deadlineMs, `The bot, told ${said},`, () => this.bot.turn(this.ctx, turn, parsed.data));
    } catch (error) {
      if (error instanceof Unmet) throw error;
      throw new Unmet(`The bot threw ${shown(error)} when it was told ${said}.`);
    }
    must(Array.isArray(actions), `The bot answered ${shown(actions)} when it was told ${said}.`);
    const answer = actions as BotAction[];
    // through the database and back
    this.state = structuredClone(keptBy(answer) ?? this.state);
    this.over = endsIn(answer);
    return answer;
  }
}

/** Opens a conversation with the bot. */
export type Open = (ctx: TestContext, id?: string) => BotTalk;

/** Leads the bot through the script, and tells what it answered. */
export const walk = async (
  talk: BotTalk,
  script: readonly string[],
  each: (actions: BotAction[]) => void = () => undefined,
): Promise<BotAction[][]> => {
  const answers = [await talk.opens()];
  each(answers[0] ?? []);
  for (const text of script) {
    if (talk.over) break;
    const answer = await talk.says(text);
    answers.push(answer);
    each(answer);
  }
  return answers;
};
