import type { BotAction } from '@parley/plugin';
import { frozen, must, mustEqual, shown } from '../../must';
import type { SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import { keptBy, walk, type BotSuiteOptions, type Open } from './stage';

const MOST_STATE = 64 * 1024;

/** Does it come back from the database as it was? */
const isJson = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return value === null || ['string', 'boolean', 'undefined'].includes(typeof value);
  const isPlain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  return isPlain && Object.values(value).every(isJson);
};

/** What a bot keeps. */
export const memoryCases = (make: ContextCase, open: Open, script: readonly string[], options: BotSuiteOptions): SuiteCase[] => [
  make(
    'keeps only what can be kept',
    'After a restart the bot has forgotten where it was; or the state grows until it is refused. Keep plain JSON, below 64 kB.',
    async (ctx) => {
      const talk = open(ctx);
      const check = (actions: BotAction[]): void => {
        const state = keptBy(actions);
        if (state === undefined) return;
        must(isJson(state), `The state is not plain JSON: ${shown(state)}.`);
        const { length } = JSON.stringify(state);
        must(length <= MOST_STATE, `The state has ${length} characters of JSON; ${MOST_STATE} are kept.`);
      };
      check(await talk.opens());
      for (let turn = 0; turn < 40 && !talk.over; turn++) check(await talk.says(`${script[turn % script.length]} ${'x'.repeat(3_000)}`));
    },
  ),
  make(
    'changes nothing of what it is given',
    'A turn that is run again after a crash begins from another state than the first time. Make a new object for the state.',
    async (ctx) => {
      const talk = open(ctx);
      await talk.turn({ reason: 'opened' }, frozen);
      for (const text of script)
        if (!talk.over) await talk.turn({ reason: 'message', message: { id: 'msg_1', kind: 'text', text } }, frozen);
    },
  ),
  ...(options.repeatable === false
    ? []
    : [
        make(
          'keeps conversations apart',
          'A customer reads what was meant for another. Keep everything in the state, nothing outside of the turn.',
          async (ctx) => {
            const alone = await walk(open(ctx, 'conv_a'), script);
            const other = open(ctx, 'conv_b');
            const talk = open(ctx, 'conv_a');
            const [first] = await Promise.all([talk.opens(), other.opens()]);
            const mixed = [first];
            for (const [at, text] of script.entries()) {
              if (talk.over) break;
              const noise = other.over ? undefined : other.says(script[script.length - 1 - at]);
              mixed.push((await Promise.all([talk.says(text), noise]))[0]);
            }
            mustEqual(mixed, alone, 'Beside another conversation the bot answered something else than alone.');
          },
        ),
      ]),
];
