import type { PluginDefinition, PluginEntry, PluginManifest } from '@parley/plugin';
import { Breaker, OPENS_AFTER } from './breaker';

/** Where a plugin stopped. */
export type Step = 'manifest' | 'check' | 'import' | 'settings' | 'guard' | 'migrate' | 'start' | 'call';

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

/** What is known of a plugin, from its manifest on. */
export class LoadedPlugin {
  /** Filled by the import. */
  definition: PluginDefinition<never> = {};
  /** As its schema yields them. */
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

  constructor(
    readonly id: string,
    readonly version: string,
    readonly manifest: PluginManifest,
    /** Its folder, real path; null: handed over in memory. */
    readonly folder: string | null,
    readonly entry: PluginEntry,
    readonly given: object | null = null,
  ) {}

  get label(): string {
    return this.manifest.label ?? this.id;
  }

  /** May its contributions be used, now or once it has started? */
  get usable(): boolean {
    return this.problem === null;
  }

  breaker(name: string): Breaker {
    let breaker = this.breakers.get(name);
    if (!breaker) this.breakers.set(name, (breaker = new Breaker()));
    return breaker;
  }

  status(): PluginStatus {
    const base = { id: this.id, version: this.version, label: this.label };
    if (this.problem)
      return { ...base, state: this.problem.state, reason: this.problem.reason, remedy: this.problem.remedy, step: this.problem.step };
    const open = [...this.breakers].filter(([, breaker]) => breaker.isOpen);
    const late = [...this.breakers].filter(([, breaker]) => !breaker.isOpen && breaker.isLate);
    if (open.length + late.length === 0) return { ...base, state: 'READY', reason: null, remedy: null, step: null };
    return {
      ...base,
      // part of it works, or nothing of it does
      state: open.length < this.breakers.size ? 'DEGRADED' : 'QUARANTINED',
      reason: [...open, ...late]
        .map(
          ([name, breaker]) =>
            `${name} failed ${breaker.failures === 1 ? 'once' : `${breaker.failures} times in a row`}: ${breaker.lastReason}`,
        )
        .join('; '),
      remedy:
        open.length > 0
          ? 'It is asked again every 30 seconds and comes back by itself; if it does not, look into its log or switch it off'
          : `It is given a pause after ${OPENS_AFTER} times in a row; look into its log`,
      step: 'call',
    };
  }
}
