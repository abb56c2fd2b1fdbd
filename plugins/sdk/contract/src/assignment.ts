import type { ZodType } from 'zod';
import type { PluginContext } from './context';

/** An agent of the inbox, as far as a rule may know. */
export interface Candidate {
  id: string;
  name: string;
  presence: 'ONLINE' | 'BUSY' | 'AWAY' | 'OFFLINE';
  /** Open conversations now, and how many at most. */
  load: number;
  capacity: number;
  /** Epoch ms of the last conversation of this inbox that was given to them; null: never. */
  lastAssignedAt: number | null;
  teamId: string;
}

/** The conversation that waits. */
export interface WaitingConversation {
  id: string;
  inboxId: string;
  contactId: string;
  ownerId: string | null;
  /** Who had the contact's conversation before, latest first. */
  previousAgentIds: string[];
  priority: number;
  /** Epoch ms since when it waits. */
  waitingSince: number;
}

export type Pick =
  /** Give it to this agent. */
  | { agent: string; why: string }
  /** Nobody now: keep it in the queue and ask no further rule. */
  | { wait: true; why: string }
  /** Not my case: ask the next rule. */
  | { pass: true; why: string };

/**
 * Decides who gets a conversation. Pure over what it is given, so that it can be replayed over last week's traffic. `why` is a
 * sentence that a person reads on screen.
 *
 * @example
 * const first: AssignmentRule = { id: 'first', label: 'The first who is online', settings: z.object({}),
 *   pick: (ctx, { candidates }) => { const a = candidates.find((c) => c.presence === 'ONLINE' && c.load < c.capacity);
 *     return a ? { agent: a.id, why: 'first online' } : { wait: true, why: 'nobody is online' }; } };
 */
export interface AssignmentRule<S = Record<string, unknown>> {
  id: string;
  label: string;
  settings: ZodType<S>;
  pick(
    ctx: PluginContext,
    input: { conversation: WaitingConversation; candidates: readonly Candidate[]; settings: S },
  ): Pick | Promise<Pick>;
}
