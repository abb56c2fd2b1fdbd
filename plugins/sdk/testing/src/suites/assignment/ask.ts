import type { AssignmentRule, Candidate, Choice } from '@parley/plugin';
import type { TestContext, TestContextOptions } from '../../context/test-context';
import { must, shown, within } from '../../must';
import { Unmet } from '../../suite';
import type { Picture } from './pictures';

/** Settings of a rule, and what they allow. */
export interface RuleVariant {
  /** As an administrator writes them. */
  given: Record<string, unknown>;
  /** True: it gives conversations to people who are not online too. */
  offline?: boolean;
  /** True: it may leave a conversation waiting although somebody is online and has room. */
  waits?: boolean;
}

/** What the suite must know of a rule. */
export interface AssignmentSuiteOptions {
  /** Each is tried. One, `{ given: {} }`, unless told. */
  variants?: readonly RuleVariant[];
  /** Settings that cannot work: each must be refused. */
  invalidSettings?: readonly Record<string, unknown>[];
  /** For a rule that reads tables of its plugin. */
  context?: TestContextOptions;
  /** Fills them before each case. */
  prepare?(ctx: TestContext): Promise<void>;
  /** The rule's time for one answer, in ms; 2000 unless told, as in the server. */
  deadlineMs?: number;
}

/** A rule of which only the words matter here. */
export type AnyRule = AssignmentRule<Record<string, unknown>>;

/** Who is asked, and how. */
export interface Asked {
  rule: AnyRule;
  ctx: TestContext;
  variant: RuleVariant;
  deadlineMs: number;
}

/**
 * What a rule answers.
 *
 * @throws Unmet when it throws or is late
 */
export const answerOf = async ({ rule, ctx, variant, deadlineMs }: Asked, picture: Picture): Promise<Choice> => {
  const parsed = rule.settings.safeParse(variant.given);
  must(parsed.success, `The schema refused ${shown(variant.given)}: give the suite settings that work (variants).`);
  const input = { ...structuredClone(picture), settings: structuredClone(parsed.data) };
  try {
    return await within(deadlineMs, 'pick', () => rule.pick(ctx, input));
  } catch (error) {
    if (error instanceof Unmet) throw error;
    throw new Unmet(`pick threw ${shown(error)}, given ${picture.candidates.length} candidates.`);
  }
};

/** The candidate it named; null when it named none. Not asked of one who is not there: that is a case of its own. */
export const chosen = (answer: Choice, { candidates }: Picture): Candidate | null =>
  (answer && 'agent' in answer && candidates.find(({ id }) => id === answer.agent)) || null;

/** May this candidate get one more? */
export const hasRoom = ({ load, capacity }: Candidate): boolean => load < capacity;

/** Runs a look at every picture, with every variant. */
export const everywhere =
  (
    rule: AnyRule,
    options: AssignmentSuiteOptions,
    pictures: readonly Picture[],
    look: (answer: Choice, picture: Picture, asked: Asked) => void,
  ) =>
  async (ctx: TestContext): Promise<void> => {
    for (const variant of options.variants ?? [{ given: {} }]) {
      const asked = { rule, ctx, variant, deadlineMs: options.deadlineMs ?? 2_000 };
      for (const picture of pictures) look(await answerOf(asked, picture), picture, asked);
    }
  };
