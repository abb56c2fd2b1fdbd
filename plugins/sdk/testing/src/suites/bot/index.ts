import type { Bot } from '@parley/plugin';
import { must, shown } from '../../must';
import type { Suite } from '../../suite';
import { junkSettingsFault } from '../settings';
import { withContext } from '../with-context';
import { answerCases } from './answer-cases';
import { endingCases } from './ending-cases';
import { hostileCases } from './hostile-cases';
import { memoryCases } from './memory-cases';
import { BotTalk, SCRIPT, type AnyBot, type BotSuiteOptions, type Open } from './stage';

export type { BotSuiteOptions } from './stage';

/**
 * What the core counts on in a bot.
 *
 * @param bot as it stands in `definePlugin({ bots })`
 * @example registerSuite(botSuite(plugin.bots[0], { settings: { greeting: 'Hello' }, person: 'I want to talk to a person' }));
 */
export const botSuite = <S>(bot: Bot<S>, options: BotSuiteOptions = {}): Suite => {
  const one = bot as unknown as AnyBot;
  const make = withContext(options.context, options.prepare?.bind(options));
  const open: Open = (ctx, id) => new BotTalk(one, ctx, options, id);
  const script = options.script ?? SCRIPT;
  return {
    name: `bot ${one.id}`,
    cases: [
      make(
        'takes settings that work and refuses others',
        'An administrator cannot save the bot, or saves a mistake and finds out from customers. Check each setting in the schema.',
        async () => {
          must(one.settings.safeParse(options.settings ?? {}).success, `The schema refused ${shown(options.settings ?? {})}.`);
          const fault = junkSettingsFault(one.settings, options.invalidSettings ?? []);
          must(fault === null, fault ?? '');
        },
      ),
      ...answerCases(make, open, script),
      ...hostileCases(make, open),
      ...memoryCases(make, open, script, options),
      ...endingCases(make, open, options),
    ],
  };
};
