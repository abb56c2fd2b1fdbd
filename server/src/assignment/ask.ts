import type { Candidate, Choice, WaitingConversation } from '@parley/plugin';
import type { InboxRuleRow } from '../inboxes/inbox-rule.entity';
import { PluginUnavailable } from '../plugin-host/call';
import type { PluginHost } from '../plugin-host/plugin-host';
import type { TraceStep } from './claim';

/** What the rules of an inbox said of a conversation. */
export interface Decision {
  /** Who gets it; null: it waits. */
  agentId: string | null;
  /** The rule that decided; null: none did. */
  rule: string | null;
  why: string;
  /** What every asked rule answered, in order. */
  steps: TraceStep[];
}

/** A rule has so long, in ms. */
export const PICK_DEADLINE_MS = 2_000;
const sentence = (why: unknown): string => (typeof why === 'string' && why.trim() !== '' ? why.trim() : 'It gave no reason').slice(0, 1000);

/** Asks rules during one round; a rule that was late once is not waited for again in it. */
export class RuleAsker {
  private readonly late = new Set<string>();
  private readonly settings = new Map<InboxRuleRow, { ok: true; value: unknown } | { ok: false }>();

  constructor(
    private readonly host: PluginHost,
    private readonly orgId: string,
    private readonly deadlineMs: number,
  ) {}

  /** Asks in order until one decides; one that fails or passes gives way to the next. */
  async ask(rules: readonly InboxRuleRow[], conversation: WaitingConversation, candidates: readonly Candidate[]): Promise<Decision> {
    const steps: TraceStep[] = [];
    for (const row of rules) {
      const answer = await this.one(row, conversation, candidates);
      if (typeof answer === 'string') steps.push({ rule: row.rule, answer: 'failed', why: answer });
      else if ('pass' in answer) steps.push({ rule: row.rule, answer: 'pass', why: sentence(answer.why) });
      else {
        const why = sentence(answer.why);
        const agentId = 'agent' in answer ? answer.agent : null;
        steps.push({ rule: row.rule, answer: agentId === null ? 'wait' : 'agent', why });
        return { agentId, rule: row.rule, why, steps };
      }
    }
    return { agentId: null, rule: null, why: steps[steps.length - 1]?.why ?? 'This inbox has no assignment rule', steps };
  }

  /** A rule's answer, or a sentence that says why there is none. */
  private async one(row: InboxRuleRow, conversation: WaitingConversation, candidates: readonly Candidate[]): Promise<Choice | string> {
    const found = this.host.rule(row.rule);
    if (!found) return `The rule ${row.rule} is not available: its plugin is not ready`;
    const { rule, plugin } = found;
    const { inboxId } = conversation;
    if (!this.host.isOn(plugin, this.orgId, inboxId)) return `The rule ${rule.label} is switched off here`;
    if (this.late.has(row.rule)) return `The rule ${rule.label} did not answer in time`;
    const settings = this.settingsOf(row, rule.settings);
    if (!settings.ok) return `The rule ${rule.label} has settings that are not valid`;
    try {
      const answer = await this.host.call(
        plugin,
        { name: `pick.${rule.id}`, deadlineMs: this.deadlineMs, organizationId: this.orgId, inboxId },
        (ctx) => rule.pick(ctx, { conversation, candidates, settings: settings.value as Record<string, unknown> }),
      );
      return refusal(answer, candidates, rule.label) ?? answer;
    } catch (error) {
      const code = error instanceof PluginUnavailable ? error.code : 'THREW';
      if (code === 'TIMEOUT') this.late.add(row.rule);
      if (code === 'TIMEOUT') return `The rule ${rule.label} did not answer in time`;
      return code === 'THREW' ? `The rule ${rule.label} failed` : `The rule ${rule.label} failed several times and is given a pause`;
    }
  }

  private settingsOf(
    row: InboxRuleRow,
    schema: { safeParse(value: unknown): { success: boolean; data?: unknown } },
  ): { ok: true; value: unknown } | { ok: false } {
    let settings = this.settings.get(row);
    if (!settings) {
      const parsed = schema.safeParse(row.settings);
      settings = parsed.success ? { ok: true, value: parsed.data } : { ok: false };
      this.settings.set(row, settings);
    }
    return settings;
  }
}

/** Why an answer cannot be followed; null: it can. */
const refusal = (answer: unknown, candidates: readonly Candidate[], label: string): string | null => {
  if (typeof answer !== 'object' || answer === null) return `The rule ${label} gave an answer that nobody understands`;
  if ('agent' in answer) {
    const chosen = candidates.find((one) => one.id === answer.agent);
    if (!chosen) return `The rule ${label} chose somebody who is not an active agent of this inbox`;
    return chosen.load < chosen.capacity
      ? null
      : `The rule ${label} chose ${chosen.name}, who is at capacity: ${chosen.load} of ${chosen.capacity}`;
  }
  return 'wait' in answer || 'pass' in answer ? null : `The rule ${label} gave an answer that nobody understands`;
};
