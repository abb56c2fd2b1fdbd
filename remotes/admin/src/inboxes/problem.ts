import type { InboxLineFragment } from '../gql/generated';

/** What keeps an inbox from doing its work. */
export type InboxProblem = 'notConnected' | 'noAgents' | 'noRules' | 'ruleMissing';

/** What is wrong with an inbox, the most important first; `null` when nothing is. */
export function problemOf(inbox: Pick<InboxLineFragment, 'agents' | 'rules' | 'problem'>): InboxProblem | null {
  if (inbox.problem) return 'notConnected';
  if (inbox.agents.length === 0) return 'noAgents';
  if (inbox.rules.length === 0) return 'noRules';
  return inbox.rules.some((rule) => !rule.available) ? 'ruleMissing' : null;
}
