import type { Choice } from '@parley/plugin';
import { frozen, must, mustEqual, shown, within } from '../../must';
import type { SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import { answerOf, type AnyRule, type AssignmentSuiteOptions } from './ask';
import { manyPictures } from './pictures';

/** What a rule leaves alone. */
export const purityCases = (make: ContextCase, rule: AnyRule, options: AssignmentSuiteOptions): SuiteCase[] => {
  const pictures = manyPictures(40);
  const deadlineMs = options.deadlineMs ?? 2_000;
  const variants = options.variants ?? [{ given: {} }];
  return [
    make(
      'changes nothing of what it is given',
      'The next rule, and the trace on screen, see something else than what was true. Copy before sorting: [...candidates].sort(…).',
      async (ctx) => {
        for (const { given } of variants)
          for (const picture of pictures) {
            const input = { ...structuredClone(picture), settings: rule.settings.parse(given) };
            const before = structuredClone(input);
            await within(deadlineMs, 'pick', () => rule.pick(ctx, input));
            mustEqual(input, before, 'pick changed the conversation, the candidates or the settings that it was given.');
            await within(deadlineMs, 'pick', () => rule.pick(ctx, frozen(input))).catch((error: unknown) =>
              must(false, `pick threw ${shown(error)} when nothing of its input could be changed.`),
            );
          }
      },
    ),
    make(
      'answers the same when it is asked the same again',
      'Nobody can find out afterwards why somebody got a conversation, and two servers decide differently. Decide by what is given: no chance, no memory, no clock.',
      async (ctx) => {
        for (const variant of variants) {
          const asked = { rule, ctx, variant, deadlineMs };
          const first: Choice[] = [];
          for (const picture of pictures) first.push(await answerOf(asked, picture));
          ctx.clock.advance(3_600_000);
          for (const [at, picture] of [...pictures.entries()].reverse())
            mustEqual(
              await answerOf(asked, picture),
              first[at],
              `Asked the same again, it answered differently: first ${shown(first[at])}.`,
            );
        }
      },
    ),
    make(
      'keeps conversations apart that are asked about at once',
      'Two customers who write in the same second are given to the same agent, or to one of another inbox. Keep nothing outside of the call.',
      async (ctx) => {
        for (const variant of variants) {
          const asked = { rule, ctx, variant, deadlineMs };
          const answers = await Promise.all(pictures.map((picture) => answerOf(asked, picture)));
          for (const [at, picture] of pictures.entries())
            mustEqual(answers[at], await answerOf(asked, picture), 'Asked about several at once, it answered differently than one by one.');
        }
      },
    ),
    make(
      'only decides',
      'A customer gets a message, or something is counted, for a decision that was never carried out. Do such things when conversation.assigned is told.',
      async (ctx) => {
        for (const variant of variants) for (const picture of pictures) await answerOf({ rule, ctx, variant, deadlineMs }, picture);
        must(ctx.sent.length + ctx.emitted.length + ctx.enqueued.length === 0, 'pick sent, emitted or enqueued something.');
      },
    ),
  ];
};
