import { GraphQLError } from 'graphql';
import type { ActorRef, PluginContext } from '@parley/plugin';
import type { Kernel } from '../kernel';
import type { Contexts } from './context';
import type { PluginMetrics } from './metrics';
import type { LoadedPlugin } from './status';

/** How a plugin is called. */
export interface CallOptions {
  /** What is called: `receive`, `pick`, … From the code, never from data. */
  name: string;
  /** The answer must be there by then. */
  deadlineMs: number;
  organizationId?: string;
  /** On whose behalf; the plugin itself unless told. */
  actor?: ActorRef;
  /** Aborts the plugin's own signal too: the client has left. */
  signal?: AbortSignal;
}

/** TIMEOUT: no answer in time. BREAKER: it failed too often, nothing was called. THREW: see `cause`. NOT_READY: it does not run. */
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

/** Above this the synchronous part of a call is named in the log, in ms. */
const BLAME_MS = 100;
const EXPECTED = new Set(['retry', 'rejected', 'malformed']);

/** Answers in the shape of an error: the contract's own, and what a resolver says on purpose. They pass, and nothing is broken. */
const isAnswer = (error: unknown): boolean =>
  error instanceof GraphQLError || (error instanceof Error && EXPECTED.has((error as { kind?: string }).kind ?? ''));

const words = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 200);

/** Where an error came from, without its message: that may hold what a customer wrote. */
const frames = (error: unknown): string[] =>
  (error instanceof Error ? (error.stack ?? '').split('\n') : [])
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());

const isThenable = <T>(value: T | Promise<T>): value is Promise<T> => typeof (value as Promise<T> | null)?.then === 'function';

/**
 * The only way into a plugin: every call has a name, a deadline, an abort signal, metrics and a breaker. There is no sandbox: a
 * plugin that never gives the event loop back stops the server, and one that holds it long is named in the log.
 */
export class PluginCalls {
  private readonly open = new Set<AbortController>();

  constructor(
    private readonly kernel: Pick<Kernel, 'clock' | 'log'>,
    private readonly contexts: Contexts,
    private readonly metrics: PluginMetrics,
  ) {}

  /**
   * Calls a plugin that runs.
   *
   * @throws PluginUnavailable when there is no answer; the contract's Retry, Rejected and Malformed as they are
   */
  async call<T>(plugin: LoadedPlugin, options: CallOptions, run: (ctx: PluginContext<never>) => T | Promise<T>): Promise<T> {
    if (!plugin.usable || !plugin.started)
      throw new PluginUnavailable('NOT_READY', plugin.id, options.name, `The plugin ${plugin.label} is not running.`);
    const breaker = plugin.breaker(options.name);
    if (!breaker.admits(this.kernel.clock.now())) {
      this.metrics.failures.inc({ plugin: plugin.id, name: options.name, code: 'BREAKER' });
      throw new PluginUnavailable(
        'BREAKER',
        plugin.id,
        options.name,
        `The plugin ${plugin.label} failed several times in a row and is given a pause.`,
      );
    }
    try {
      const value = await this.attempt(plugin, options, run);
      if (breaker.succeeded())
        this.kernel.log.info({ plugin: plugin.id, call: options.name, state: plugin.status().state }, 'plugin answers again');
      return value;
    } catch (error) {
      if (isAnswer(error)) {
        breaker.succeeded();
        throw error;
      }
      const timedOut = error instanceof PluginUnavailable && error.code === 'TIMEOUT';
      const code = timedOut ? 'TIMEOUT' : 'THREW';
      this.metrics.failures.inc({ plugin: plugin.id, name: options.name, code });
      const opened = breaker.failed(
        this.kernel.clock.now(),
        timedOut ? `no answer within ${options.deadlineMs / 1000} s` : words(error),
        timedOut,
      );
      const at = {
        plugin: plugin.id,
        call: options.name,
        code,
        ...(timedOut ? {} : { errorType: (error as Error | null)?.name, stack: frames(error) }),
      };
      if (opened)
        this.kernel.log.error({ ...at, state: plugin.status().state }, 'plugin failed several times in a row and is given a pause');
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
    const caller = {
      plugin,
      actor: options.actor ?? { kind: 'plugin' as const, id: plugin.id },
      ...(options.organizationId ? { organizationId: options.organizationId } : {}),
    };
    this.metrics.calls.inc(labels);
    this.open.add(controller);
    const startedAt = performance.now();
    try {
      const answer = run(this.contexts.make(caller, controller.signal));
      this.blame(labels, performance.now() - startedAt);
      return isThenable(answer) ? await this.within(plugin, options, controller, answer) : answer;
    } finally {
      this.open.delete(controller);
      this.metrics.seconds.observe(labels, (performance.now() - startedAt) / 1000);
    }
  }

  /** Tells everything that is still running that the server stops. */
  abortAll(): void {
    for (const controller of this.open) controller.abort();
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
      }, options.deadlineMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  private blame(labels: { plugin: string; name: string }, ms: number): void {
    this.metrics.blocked.inc(labels, ms / 1000);
    if (ms > BLAME_MS) this.kernel.log.warn({ plugin: labels.plugin, call: labels.name, ms: Math.round(ms) }, 'plugin held the event loop');
  }
}
