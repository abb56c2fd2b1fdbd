import type { Spread } from '../stats.ts';
import type { RequestPlan } from './requests.ts';

/** As fast as the answers come, or so many a second whatever the answers do. */
export type Pace = { kind: 'closed'; connections: number } | { kind: 'rate'; perSecond: number };

/** One round of load. */
export interface Round {
  port: number;
  requests: RequestPlan;
  /** How many are signed beforehand; a closed round that runs out of them says so. */
  prepared: number;
  pace: Pace;
  warmMs: number;
  measureMs: number;
}

/** What one round saw. Times count from the moment a request was due, or written when the pace is closed. */
export interface RoundResult {
  /** Answered 200 within the measured time, a second. */
  perSecond: number;
  answered: number;
  /** Anything but 200. */
  refused: number;
  ranOut: boolean;
  /** To the 200. */
  http: Spread;
  /** To a subscriber's socket; of nothing when nobody listens. */
  socket: Spread;
  /** Frames to all subscribers within the measured time, a second. */
  framesPerSecond: number;
  /** Answered with 200 and not seen by a watched subscriber within 10 s of the end. */
  unseen: number;
}

/** What the parent asks of the generator. */
export type Ask =
  | { do: 'subscribe'; port: number; tokens: string[]; query: string | null; watched: number }
  | { do: 'unsubscribe' }
  | { do: 'round'; round: Round };

export type Answer = { ok: true; result: RoundResult | null } | { ok: false; error: string };
