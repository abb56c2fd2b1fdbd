import { GraphQLError } from 'graphql';
import type { ActorRef, PluginContext } from '@parley/plugin';
import type { Kernel } from '../kernel';
import type { Blame } from './blame';
import type { Breaker } from './breaker';
import type { Caller, Contexts } from './context';
import type { OpenCall } from './loop-watch';
import type { PluginMetrics } from './metrics';
import { MOST_UNENDED, type LoadedPlugin } from './status';

/** How a plugin is called. */
export interface CallOptions {
  /** What is called: `receive`, `pick`, … From the code, never from data. */
  name: string;
  /** The answer must be there by then. */
  deadlineMs: number;
  organizationId?: string;
  /** The inbox it concerns. */
  inboxId?: string;
  /** On whose behalf; the plugin itself unless told. */
  actor?: ActorRef;
  /** Aborts the plugin's own signal too: the client has left. */
  signal?: AbortSignal;
  /** The plugin's signal is still heard after its answer: what a start began, a stream that is being read. */
  lasting?: true;
  /** How many calls of plugins wait for this one, see {@link Caller}. */
  nesting?: number;
}

/**
 * TIMEOUT: no answer in time. BREAKER: it failed too often, nothing was called. THREW: see `cause`. NOT_READY: it does not run, or is
 * switched off there.
 */
export type UnavailableCode = 'TIMEOUT' | 'BREAKER' | 'THREW' | 'NOT_READY';

/** A plugin gave no answer. The message is a sentence without anything that the plugin said. */
export class PluginUnavailable extends Error {
  constructor(
    readonly code: UnavailableCode,
    readonly plugin: string,
    readonly call: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

const EXPECTED = new Set(['retry', 'rejected', 'malformed', 'refused']);
/** Plugins that wait for plugins that wait for plugins: more than this is a circle. */
const MOST_NESTED = 8;

/** Answers in the shape of an error: the contract's own, and what a resolver says on purpose. They pass, and nothing is broken. */
const isAnswer = (error: unknown): boolean =>
  error instanceof GraphQLError || (error instanceof Error && EXPECTED.has((error as { kind?: string }).kind ?? ''));

/** An error in a line, for people: what a plugin says, so not for the log. */
export const words = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 200);

/** Where an error came from, without its message: that may hold what a customer wrote. */
const frames = (error: unknown): string[] =>
  (error instanceof Error ? (error.stack ?? '').split('\n') : [])
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());

const isThenable = <T>(value: T | Promise<T>): value is Promise<T> => typeof (value as Promise<T> | null)?.then === 'function';

/** Is a plugin switched on there? */
export type IsOn = (plugin: LoadedPlugin, organizationId: string, inboxId?: string) => boolean;

/**
 * The only way into a plugin: every call has a name, a deadline, an abort signal, metrics and a breaker. There is no sandbox: a
 * plugin that never gives the event loop back stops the server, and one that holds it long is named.
 */
export class PluginCalls {
  private readonly open = new Set<AbortController>();

  constructor(
    private readonly kernel: Pick<Kernel, 'clock' | 'log'>,
    private readonly contexts: Contexts,
    private readonly metrics: PluginMetrics,
    private readonly blame: Blame,
    private readonly isOn: IsOn,
  ) {}

  /**
   * Calls a plugin that runs.
   *
   * @throws PluginUnavailable when there is no answer; the contract's Retry, Rejected, Malformed and Refused as they are
   */
  async call<T>(plugin: LoadedPlugin, options: CallOptions, run: (ctx: PluginContext<never>) => T | Promise<T>): Promise<T> {
    const now = this.kernel.clock.now();
    const breaker = this.admit(plugin, options, now);
    try {
      const value = await this.attempt(plugin, options, run);
      if (breaker.succeeded())
        this.kernel.log.info({ plugin: plugin.id, call: options.name, state: plugin.status(now).state }, 'plugin answers again');
      return value;
    } catch (error) {
      if (isAnswer(error)) {
        breaker.succeeded();
        throw error;
      }
      // one that comes from another plugin is this plugin's failure all the same, but no delay of its own
      const timedOut =
        error instanceof PluginUnavailable && error.code === 'TIMEOUT' && error.plugin === plugin.id && error.call === options.name;
      const code = timedOut ? 'TIMEOUT' : 'THREW';
      this.metrics.failures.inc({ plugin: plugin.id, name: options.name, code });
      const reason = timedOut ? `no answer within ${options.deadlineMs / 1000} s` : words(error);
      const failedAt = this.kernel.clock.now();
      plugin.stats.failed(options.name, reason, failedAt);
      const opened = breaker.failed(failedAt, reason, timedOut);
      const at = {
        plugin: plugin.id,
        call: options.name,
        code,
        ...(timedOut ? {} : { errorType: (error as Error | null)?.name, stack: frames(error) }),
      };
      if (opened)
        this.kernel.log.error({ ...at, state: plugin.status(failedAt).state }, 'plugin failed several times in a row and is given a pause');
      else this.kernel.log.warn(at, 'plugin call failed');
      throw timedOut ? error : new PluginUnavailable('THREW', plugin.id, options.name, `The plugin ${plugin.label} failed.`, error);
    }
  }

  /** One call with a deadline, whatever the plugin's state: for its start and stop. */
  async attempt<T>(plugin: LoadedPlugin, options: CallOptions, run: (ctx: PluginContext<never>) => T | Promise<T>): Promise<T> {
    const labels = { plugin: plugin.id, name: options.name };
    const controller = new AbortController();
    const abort = () => controller.abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.signal?.aborted) abort();
    const caller: Caller = {
      plugin,
      actor: options.actor ?? { kind: 'plugin', id: plugin.id },
      ...(options.organizationId ? { organizationId: options.organizationId } : {}),
      ...(options.inboxId ? { inboxId: options.inboxId } : {}),
      ...(options.nesting ? { nesting: options.nesting } : {}),
    };
    const call = { plugin, name: options.name };
    this.metrics.calls.inc(labels);
    this.open.add(controller);
    this.blame.began(call);
    let ended: Promise<unknown> | null = null;
    const startedAt = performance.now();
    try {
      const answer = this.timed(call, () => run(this.contexts.make(caller, controller.signal)));
      if (!isThenable(answer)) return answer;
      ended = answer;
      return await this.within(plugin, options, controller, answer);
    } finally {
      this.open.delete(controller);
      if (!options.lasting) options.signal?.removeEventListener('abort', abort);
      const ms = performance.now() - startedAt;
      this.metrics.seconds.observe(labels, ms / 1000);
      plugin.stats.ended(options.name, ms);
      const finished = () => this.blame.finished(call);
      if (ended) ended.then(finished, finished);
      else finished();
    }
  }

  /** Tells everything that is still running that the server stops. */
  abortAll(): void {
    for (const controller of this.open) controller.abort();
  }

  /** @throws PluginUnavailable when nothing may be called */
  private admit(plugin: LoadedPlugin, { name, organizationId, inboxId, nesting = 0 }: CallOptions, now: number): Breaker {
    const out = (code: UnavailableCode, message: string) => new PluginUnavailable(code, plugin.id, name, message);
    if (!plugin.usable || !plugin.started) throw out('NOT_READY', `The plugin ${plugin.label} is not running.`);
    if (organizationId !== undefined && !this.isOn(plugin, organizationId, inboxId))
      throw out('NOT_READY', `The plugin ${plugin.label} is switched off here.`);
    if (nesting > MOST_NESTED) throw out('BREAKER', `The plugin ${plugin.label} was asked in a circle: plugins wait for each other.`);
    const breaker = plugin.breaker(name);
    const refused = plugin.choked
      ? `Too many calls of the plugin ${plugin.label} never ended.`
      : breaker.admits(now)
        ? null
        : `The plugin ${plugin.label} failed several times in a row and is given a pause.`;
    if (refused === null) return breaker;
    this.metrics.failures.inc({ plugin: plugin.id, name, code: 'BREAKER' });
    throw out('BREAKER', refused);
  }

  /** Runs the part of a call before its first `await`. */
  private timed<T>(call: OpenCall, run: () => T): T {
    const startedAt = performance.now();
    try {
      return run();
    } finally {
      this.blame.held(call, performance.now() - startedAt);
    }
  }

  private within<T>(plugin: LoadedPlugin, options: CallOptions, controller: AbortController, answer: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new PluginUnavailable(
            'TIMEOUT',
            plugin.id,
            options.name,
            `The plugin ${plugin.label} did not answer within ${options.deadlineMs / 1000} s.`,
          ),
        );
        controller.abort();
        this.unended(plugin, answer);
      }, options.deadlineMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /** Counts a call that was given up until it ends after all: it keeps what it holds. */
  private unended(plugin: LoadedPlugin, answer: Promise<unknown>): void {
    plugin.unended++;
    this.metrics.unended.set({ plugin: plugin.id }, plugin.unended);
    if (plugin.unended === MOST_UNENDED)
      this.kernel.log.error(
        { plugin: plugin.id, unended: plugin.unended },
        'plugin is not called any more: too many of its calls never ended',
      );
    const ended = () => this.metrics.unended.set({ plugin: plugin.id }, --plugin.unended);
    answer.then(ended, ended);
  }
}
