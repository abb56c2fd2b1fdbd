import type { ZodType } from 'zod';
import { refuse } from '../lib/errors';
import type { PluginDoor } from './channel-access';
import type { InboxRuleRow } from './inbox-rule.entity';
import { checkSettings, type Settings } from '../lib/form-settings';

/** A rule with its settings: `<plugin>/<rule>`. */
export interface RuleInput {
  rule: string;
  settings: unknown;
}

export type RuleSetting = Pick<InboxRuleRow, 'rule' | 'settings'>;

/** The assignment rules that plugins offer, as inboxes use them. */
export class InboxRules {
  constructor(private readonly plugins: PluginDoor) {}

  /** What a new inbox starts with: the first rule on offer that needs no settings; null: everything is assigned by hand. */
  fallback(): RuleSetting | null {
    for (const { id, rule } of this.plugins.rules()) {
      const settings = (rule.settings as ZodType).safeParse({});
      if (settings.success) return { rule: id, settings: settings.data as Settings };
    }
    return null;
  }

  /**
   * Rules with checked settings. One whose plugin is not ready may stay where it is, as it is.
   *
   * @throws Refused RULE_UNKNOWN, SETTINGS_INVALID
   */
  check(rules: readonly RuleInput[], before: readonly RuleSetting[]): RuleSetting[] {
    return rules.map(({ rule: id, settings }, i) => {
      const offer = this.plugins.rule(id);
      if (offer)
        return {
          rule: id,
          settings: checkSettings(offer.rule.settings as ZodType, settings, ['rules', String(i), 'settings']) as Settings,
        };
      const kept = before.find((one) => one.rule === id);
      if (!kept)
        throw refuse('RULE_UNKNOWN', `No plugin offers the rule "${id}" now. Choose one of the rules.`, ['rules', String(i), 'rule']);
      return { rule: kept.rule, settings: kept.settings };
    });
  }

  /** What to call a rule, and whether it can be asked now. */
  describe(id: string): { label: string; available: boolean } {
    const offer = this.plugins.rule(id);
    return { label: offer?.rule.label ?? id, available: offer !== undefined };
  }
}
