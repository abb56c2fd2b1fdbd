/**
 * Assignment rules: who gets a conversation that waits.
 *
 * @module
 */
import type { ZodType } from 'zod';
import type { PluginContext } from './context';

/**
 * An agent of the inbox, as far as a rule may know.
 *
 * @example
 * ```ts
 * const isFree = (agent: Candidate): boolean => agent.presence === 'ONLINE' && agent.load < agent.capacity;
 * ```
 */
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

/**
 * The conversation that waits.
 *
 * @example
 * ```ts
 * const waitedMs = (ctx: PluginContext, conversation: WaitingConversation): number => ctx.clock.now() - conversation.waitingSince;
 * ```
 */
export interface WaitingConversation {
  id: string;
  inboxId: string;
  contactId: string;
  /** The agent to whom the contact belongs; null: nobody. */
  ownerId: string | null;
  /** Who had the contact's conversation before, latest first. */
  previousAgentIds: string[];
  /** The higher, the sooner; 0 is normal. */
  priority: number;
  /** Epoch ms since when it waits. */
  waitingSince: number;
}

/**
 * What a rule answers; `why` is shown to people.
 *
 * @example
 * ```ts
 * const choice: Choice = { wait: true, why: 'Nobody is online in this inbox' };
 * ```
 */
export type Choice =
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
 * @typeParam S the rule's settings, as its schema yields them
 * @example
 * ```ts
 * const first: AssignmentRule = {
 *   id: 'first',
 *   label: 'The first who is online',
 *   settings: z.object({}),
 *   pick: (_ctx, { candidates }) => {
 *     const free = candidates.find((one) => one.presence === 'ONLINE' && one.load < one.capacity);
 *     return free ? { agent: free.id, why: 'The first who is online' } : { wait: true, why: 'Nobody is online' };
 *   },
 * };
 * ```
 */
export interface AssignmentRule<S = Record<string, unknown>> {
  /** Unique in the plugin; an inbox names it `<plugin>/<id>`. Stable for ever. */
  id: string;
  /** What people call it. */
  label: string;
  /** What an inbox may set for it; becomes a form in the console. */
  settings: ZodType<S>;
  /**
   * Answers within 2 s. One that throws or is late is passed over, and the next rule of the inbox is asked. An agent who is not a candidate, or
   * has no room, is not taken.
   */
  pick(
    ctx: PluginContext,
    input: { conversation: WaitingConversation; candidates: readonly Candidate[]; settings: S },
  ): Choice | Promise<Choice>;
}
