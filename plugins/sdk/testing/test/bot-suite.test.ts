import type { BotAction, BotTurn, PluginContext } from '@parley/plugin';
import { z } from 'zod';
import { botSuite, type Suite } from '../src';
import { greeter } from './good/bot';
import { showsEachCaseToFail } from './shown-to-fail';

type Greeter = ReturnType<typeof greeter>;

const suiteOf = (bot: Greeter, deadlineMs = 10_000): Suite =>
  botSuite(bot, { settings: { greeting: 'Welcome' }, invalidSettings: [{ greeting: '' }], person: 'A human, please', deadlineMs });

type Change = (turn: BotTurn, answer: BotAction[], ctx: PluginContext) => unknown;
/** The good bot, with another answer where `change` gives one. */
const answering = (change: Change, deadlineMs?: number) => () => {
  const bot = greeter();
  const turn: Greeter['turn'] = async (ctx, given, settings) => {
    const answer = await bot.turn(ctx, given, settings);
    return ((await change(given, answer, ctx)) ?? answer) as BotAction[];
  };
  return suiteOf({ ...bot, turn }, deadlineMs);
};
const breaks = (when: (turn: BotTurn) => boolean) =>
  answering((turn) => {
    if (when(turn)) throw new TypeError('it broke');
  });

const handsOver = (answer: BotAction[]): boolean => answer.some((one) => one.do === 'handOver');
let lastConversation = '';

showsEachCaseToFail(() => suiteOf(greeter()), {
  'takes settings that work and refuses others': () =>
    suiteOf({ ...greeter(), settings: z.object({ greeting: z.string().default('Hello!') }) }),
  'answers when a conversation opens, when the customer writes, and when a time is over': breaks(
    ({ reason, state }) => reason === 'timeout' && state.asked === undefined,
  ),
  'does only what a bot may do': answering(({ message }, answer) =>
    message?.text === '1' ? [...answer.slice(0, -1), { do: 'say', text: '' }, ...answer.slice(-1)] : undefined,
  ),
  'ends with handing over or closing': answering((_turn, answer) =>
    handsOver(answer) ? [...answer, { do: 'say', text: 'Bye' }] : undefined,
  ),
  'speaks through its actions only': answering(async ({ conversationId, reason }, _answer, ctx) => {
    if (reason === 'opened') await ctx.core.sendText({ conversationId, text: 'Hello', key: conversationId });
  }),
  'takes every choice that it offers': breaks(({ message }) => message?.choiceId === 'return'),
  'answers messages that are no text': breaks(({ message }) => message !== undefined && message.text === undefined),
  'answers whatever a customer types': breaks(({ message }) => message?.text?.includes('__proto__') ?? false),
  'goes on from what an earlier version kept': breaks(({ state }) => Array.isArray(state.asked)),
  'keeps only what can be kept': answering((_turn, answer) =>
    answer.map((one) => (one.do === 'wait' ? { ...one, state: { ...one.state, seen: new Map() } } : one)),
  ),
  'changes nothing of what it is given': answering((turn) => {
    turn.state.seen = true;
  }),
  'keeps conversations apart': answering(({ conversationId, reason }, answer) => {
    const other = lastConversation;
    lastConversation = conversationId;
    return reason === 'message' && conversationId === 'conv_a' && other === 'conv_b'
      ? [{ do: 'say', text: 'And you?' }, ...answer]
      : undefined;
  }),
  'does not talk to itself': answering(({ reason, state }, answer) =>
    reason === 'timeout' && handsOver(answer)
      ? [
          { do: 'say', text: 'Still there?' },
          { do: 'wait', state, forMs: 60_000 },
        ]
      : undefined,
  ),
  'ends a turn that is called off': answering(
    (_turn, _answer, { signal }) => (signal.aborted ? new Promise(() => undefined) : undefined),
    1_500,
  ),
  'hands over to a person when the customer asks for one': answering(({ message }, answer) =>
    message?.text?.includes('human') && handsOver(answer) ? [{ do: 'say', text: 'I can help you.' }, { do: 'wait' }] : undefined,
  ),
});
