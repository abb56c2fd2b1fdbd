import type { PluginDefinition, PluginEntry, PluginManifest } from '@parley/plugin';
import { Breaker, OPENS_AFTER } from './breaker';
import { CallStats } from './call-stats';

/** Where a plugin stopped. */
export type Step = 'manifest' | 'check' | 'import' | 'settings' | 'guard' | 'migrate' | 'start' | 'call' | 'ui';

/** The words of `PluginState` in the API. */
export type State = 'READY' | 'DEGRADED' | 'QUARANTINED' | 'INCOMPATIBLE' | 'DISABLED';

/** A plugin as the operator sees it. */
export interface PluginStatus {
  id: string;
  version: string;
  label: string;
  state: State;
  reason: string | null;
  remedy: string | null;
  step: Step | null;
}

/** Why a plugin cannot run: what is wrong, and what to do about it, in words. */
export class PluginProblem extends Error {
  constructor(
    readonly step: Step,
    readonly reason: string,
    readonly remedy: string,
    readonly state: State = 'QUARANTINED',
  ) {
    super(reason);
  }
}

/** A plugin that the configuration says is required cannot run; its message is the one sentence for the operator. */
export class RequiredPluginError extends Error {}

/** Something is wrong with a part of a plugin while the rest works: it is degraded. */
export interface Notice {
  reason: string;
  remedy: string;
  step: Step;
  /** Epoch ms at which it is forgotten; absent: when it is taken back. */
  until?: number;
}

/** What a plugin said of itself when it was asked last. */
export interface Health {
  ok: boolean;
  reason: string | null;
  checkedAt: number;
}

/** So many calls that were given up and never ended shut a plugin off: each of them holds memory. */
export const MOST_UNENDED = 200;

/** What is known of a plugin, from its manifest on. */
export class LoadedPlugin {
  /** Filled by the import. */
  definition: PluginDefinition<never> = {};
  /** The operator's, as its schema yields them. */
  settings: unknown = {};
  problem: PluginProblem | null = null;
  /** True from the end of its start until the server stops. */
  started = false;
  /** What its start returned. */
  stop: (() => Promise<void> | void) | null = null;
  /** Aborts when the server stops: the signal that its start keeps. */
  readonly stopping = new AbortController();
  /** One for each name that was called. */
  readonly breakers = new Map<string, Breaker>();
  /** By what they are about; one about the same takes the place of the other. */
  readonly notices = new Map<string, Notice>();
  readonly stats = new CallStats();
  health: Health | null = null;
  /** Calls whose deadline has passed and which have not ended yet. */
  unended = 0;
  /** What it adds to the API: `Type.field` that it resolves, and types. Filled by the guard. */
  api: { fields: readonly string[]; types: readonly string[] } = { fields: [], types: [] };

  constructor(
    readonly id: string,
    readonly version: string,
    readonly manifest: PluginManifest,
    /** Its folder, real path; null: handed over in memory. */
    readonly folder: string | null,
    readonly entry: PluginEntry,
    readonly given: object | null = null,
    readonly description: string | null = null,
  ) {}

  get label(): string {
    return this.manifest.label ?? this.id;
  }

  /** May its contributions be used, now or once it has started? */
  get usable(): boolean {
    return this.problem === null;
  }

  /** Have too many of its calls never ended? */
  get choked(): boolean {
    return this.unended >= MOST_UNENDED;
  }

  breaker(name: string): Breaker {
    let breaker = this.breakers.get(name);
    if (!breaker) this.breakers.set(name, (breaker = new Breaker()));
    return breaker;
  }

  /** @param now epoch ms: notices that are over by then are left out */
  status(now: number): PluginStatus {
    const base = { id: this.id, version: this.version, label: this.label };
    if (this.problem)
      return { ...base, state: this.problem.state, reason: this.problem.reason, remedy: this.problem.remedy, step: this.problem.step };
    const { state, notices } = this.troubles(now);
    const [first] = notices;
    if (!first) return { ...base, state: 'READY', reason: null, remedy: null, step: null };
    return {
      ...base,
      state,
      reason: notices.map(({ reason }) => reason).join('; '),
      remedy: [...new Set(notices.map(({ remedy }) => remedy))].join('. '),
      step: first.step,
    };
  }

  private troubles(now: number): { state: State; notices: Notice[] } {
    const notices = [...this.notices.values()].filter(({ until }) => until === undefined || until > now);
    const breakers = [...this.breakers];
    const open = breakers.filter(([, breaker]) => breaker.isOpen);
    const late = breakers.filter(([, breaker]) => !breaker.isOpen && breaker.isLate);
    if (open.length + late.length > 0)
      notices.unshift({
        reason: [...open, ...late].map(([name, { failures, lastReason }]) => `${name} failed ${times(failures)}: ${lastReason}`).join('; '),
        remedy:
          open.length > 0
            ? 'It is asked again every 30 seconds and comes back by itself; if it does not, look into its log or switch it off'
            : `It is given a pause after ${OPENS_AFTER} times in a row; look into its log`,
        step: 'call',
      });
    if (this.choked)
      notices.unshift({
        reason: `${this.unended} of its calls were given up and never ended, and each of them holds memory; it is not called any more`,
        remedy: 'Start the server again, and ask its author: a handler ends when ctx.signal aborts',
        step: 'call',
      });
    // part of it works, or nothing of it does
    const dead = this.choked || (open.length > 0 && open.length === breakers.length);
    return { state: dead ? 'QUARANTINED' : 'DEGRADED', notices };
  }
}

const times = (failures: number): string => (failures === 1 ? 'once' : `${failures} times in a row`);
