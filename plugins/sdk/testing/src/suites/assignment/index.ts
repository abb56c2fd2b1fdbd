import type { AssignmentRule } from '@parley/plugin';
import { must, shown } from '../../must';
import type { Suite } from '../../suite';
import { junkSettingsFault } from '../settings';
import { withContext } from '../with-context';
import { answerCases } from './answer-cases';
import type { AnyRule, AssignmentSuiteOptions } from './ask';
import { purityCases } from './purity-cases';

export type { AssignmentSuiteOptions, RuleVariant } from './ask';

/**
 * What the core counts on in an assignment rule.
 *
 * @param rule as it stands in `definePlugin({ assignment })`
 * @example registerSuite(assignmentSuite(plugin.assignment[0], { variants: [{ given: {} }, { given: { mode: 'none' }, waits: true }] }));
 */
export const assignmentSuite = <S>(rule: AssignmentRule<S>, options: AssignmentSuiteOptions = {}): Suite => {
  const one = rule as unknown as AnyRule;
  const make = withContext(options.context, options.prepare?.bind(options));
  return {
    name: `assignment ${one.id}`,
    cases: [
      make(
        'takes settings that work and refuses others',
        'An administrator cannot save the rule, or saves a mistake and finds out from customers who wait. Check each setting in the schema.',
        async () => {
          for (const { given } of options.variants ?? [{ given: {} }])
            must(one.settings.safeParse(given).success, `The schema refused ${shown(given)}.`);
          const fault = junkSettingsFault(one.settings, options.invalidSettings ?? []);
          must(fault === null, fault ?? '');
        },
      ),
      ...answerCases(make, one, options),
      ...purityCases(make, one, options),
    ],
  };
};
