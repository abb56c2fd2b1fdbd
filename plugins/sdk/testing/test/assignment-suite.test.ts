import type { Choice, PluginContext } from '@parley/plugin';
import { z } from 'zod';
import { assignmentSuite, type Suite } from '../src';
import { fewest } from './good/rule';
import { showsEachCaseToFail } from './shown-to-fail';

type Rule = ReturnType<typeof fewest>;
type Input = Parameters<Rule['pick']>[1];

const suiteOf = (rule: Rule, deadlineMs = 2_000): Suite =>
  assignmentSuite(rule, {
    variants: [{ given: {} }, { given: { mode: 'off' }, waits: true }],
    invalidSettings: [{ mode: 'on' }],
    deadlineMs,
  });

type Change = (input: Input, answer: Choice, ctx: PluginContext) => Choice | undefined | Promise<Choice | undefined>;
/** The good rule, with another answer where `change` gives one. */
const answering = (change: Change, deadlineMs?: number) => () => {
  const rule = fewest();
  const pick = async (ctx: PluginContext, input: Input): Promise<Choice> => {
    const answer = await rule.pick(ctx, input);
    return (await change(input, answer, ctx)) ?? answer;
  };
  return suiteOf({ ...rule, pick }, deadlineMs);
};

const isCrowd = ({ candidates }: Input): boolean => candidates.length > 8;
let memory = 0;
let asking = 0;

showsEachCaseToFail(() => suiteOf(fewest()), {
  'takes settings that work and refuses others': () =>
    suiteOf({ ...fewest(), settings: z.object({ mode: z.string().default('fewest') }) as unknown as Rule['settings'] }),
  'answers with an agent, with waiting, or with "not my case"': answering(({ settings }, answer) =>
    settings.mode === 'off' ? ({ ...answer, pass: true } as Choice) : undefined,
  ),
  'says why, in a sentence': answering(({ settings }) => (settings.mode === 'off' ? { wait: true, why: '' } : undefined)),
  'names only somebody whom it was offered': answering(({ conversation, candidates }, answer) =>
    // many pictures have an owner who is gone; those of the case about owners have one candidate
    candidates.length > 1 && 'agent' in answer && conversation.ownerId === 'agent_gone'
      ? { agent: 'agent_gone', why: 'The owner' }
      : undefined,
  ),
  'names nobody who has no room': answering(({ candidates, settings }, answer) => {
    const full = candidates.find(({ presence, load, capacity }) => presence === 'ONLINE' && load > capacity);
    return settings.mode === 'off' || !('agent' in answer) || !full ? undefined : { agent: full.id, why: 'Always busy' };
  }),
  'names nobody who is not available': answering(({ candidates, settings }, answer) => {
    const away = candidates.find(({ presence, load, capacity }) => presence === 'AWAY' && load < capacity);
    return settings.mode === 'off' || !('agent' in answer) || !away ? undefined : { agent: away.id, why: 'Comes back soon' };
  }),
  'lets nobody wait while somebody has room': answering(({ conversation }, answer) =>
    conversation.priority < 0 && 'agent' in answer ? { wait: true, why: 'Not urgent' } : undefined,
  ),
  'copes with nobody, and with everybody busy': answering(({ candidates, settings }) => {
    const all = candidates.length === 2 && candidates.every(({ load, presence }) => load === 5 && presence === 'OFFLINE');
    return settings.mode === 'fewest' && all && candidates[0] ? { agent: candidates[0].id, why: 'Somebody has to' } : undefined;
  }),
  'copes with an owner and earlier agents who are gone': answering(({ conversation, settings }) =>
    settings.mode === 'fewest' && conversation.ownerId === '__proto__' ? { agent: '__proto__', why: 'The owner' } : undefined,
  ),
  'decides among equals': answering(({ candidates, settings }) => {
    const [first] = candidates;
    const equal = candidates.length === 6 && candidates.every((one) => one.lastAssignedAt === 5 && one.load === first?.load);
    // wait is noticed by another case as well, where somebody has room
    return settings.mode === 'fewest' && equal ? { agent: '', why: 'Nobody is first' } : undefined;
  }),
  'answers in time with a thousand candidates': answering(
    (input) => (isCrowd(input) ? new Promise<Choice>(() => undefined) : undefined),
    500,
  ),
  'changes nothing of what it is given': answering(({ conversation }) => {
    if (!Object.isFrozen(conversation)) conversation.previousAgentIds.push('agent_x');
    return undefined;
  }),
  'answers the same when it is asked the same again': answering(({ conversation }, answer, { clock }) =>
    clock.now() > Date.UTC(2026, 0, 5, 9, 30) && 'agent' in answer && conversation.id === 'conv_1'
      ? { pass: true, why: 'It is late' }
      : undefined,
  ),
  'keeps conversations apart that are asked about at once': answering(async (_input, answer) => {
    asking++;
    memory = Math.max(memory, asking);
    await Promise.resolve();
    const busy = asking > 1 && 'agent' in answer;
    asking--;
    return busy ? { pass: true, why: 'Busy with another' } : undefined;
  }),
  'only decides': answering(async (_input, _answer, ctx) => {
    await ctx.core.sendText({ conversationId: 'conv_1', text: 'One moment', key: 'k' });
    return undefined;
  }),
});
