import type { AssignmentRule, Channel, ClassRef, ParleyConfig, PluginContext, PluginManifest } from '@parley/plugin';
import type { RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { Registry } from 'prom-client';
import type { BuildSchemaOptions, MiddlewareFn } from 'type-graphql';
import type { ApiContext } from '../api/context';
import { AccessChecker } from '../api/allow';
import type { EventLog } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import type { Db } from '../lib/db';
import { PluginCalls, type CallOptions } from './call';
import { checkAll, missing } from './check';
import { Contexts, noCore, type CoreApiFactory } from './context';
import { declaredByClasses, declaredByFolder, declaredByImports, noteImport, resolvedFields, type Declared } from './contribution';
import { fieldCalls } from './field-calls';
import { guardPlugin, type CoreSchema } from './guard';
import { loadDefinition } from './load';
import { readManifest } from './manifest';
import { PluginMetrics } from './metrics';
import { migratePlugin } from './migrate';
import { checkOffers } from './offers';
import { PluginResolver } from './plugin.resolver';
import { pluginRoutes } from './routes';
import { buildIsolated } from './schema-build';
import { checkSettings } from './settings';
import { startPlugin, stopPlugin } from './start';
import { LoadedPlugin, PluginProblem, RequiredPluginError, type PluginStatus, type Step } from './status';
import { defineJobs, scheduleJobs, tellEvents } from './wiring';

/** A plugin handed over in memory, for tests. */
export interface GivenPlugin {
  manifest: Pick<PluginManifest, 'id' | 'prefix' | 'contract'> & Partial<PluginManifest>;
  /** What `definePlugin` yields. */
  definition: object;
  version?: string;
  settings?: Record<string, unknown>;
  required?: boolean;
  enabled?: boolean;
}

export interface PluginHostOptions {
  /** The operator's list; none means a server without plugins. */
  config?: ParleyConfig;
  /** Folder from which package names and relative paths are looked up; the working folder unless told. */
  root?: string;
  given?: readonly GivenPlugin[];
  /** How the core's schema is built, for the trials: resolvers, orphanedTypes, pubSub, … */
  schema?: Partial<BuildSchemaOptions>;
  core?: CoreApiFactory;
  metrics?: Registry;
  /** In ms; 10 s each unless told. */
  deadlines?: { import?: number; start?: number; stop?: number };
}

const DEADLINE_MS = 10_000;

/**
 * Loads the plugins and is the only way into them. Each step leaves behind the plugins that fail, with a reason and a remedy, and
 * goes on with the others; only a required plugin stops the boot.
 *
 * In order: {@link load} (before the database: it yields the entities), {@link migrate}, {@link wire}, {@link start}, {@link stop}.
 */
export class PluginHost {
  private plugins: LoadedPlugin[] = [];
  private readonly calls: PluginCalls;
  private readonly core: CoreSchema;
  private readonly declared = new Map<LoadedPlugin, Declared[]>();
  private readonly owners = new Map<string, LoadedPlugin>();
  private jobs: JobQueue | null = null;
  private unlisten: () => void = () => undefined;
  /** Answers `/plugins/<id>/…` and the paths that plugins mount. */
  readonly routes: RequestHandler;
  /** For `globalMiddlewares`: guards the fields that plugins resolve. */
  readonly fields: MiddlewareFn<ApiContext>;

  constructor(
    private readonly kernel: Pick<Kernel, 'config' | 'clock' | 'log'>,
    private readonly options: PluginHostOptions = {},
  ) {
    this.calls = new PluginCalls(kernel, new Contexts(kernel, options.core ?? noCore), new PluginMetrics(options.metrics));
    this.core = {
      options: { resolvers: [PluginResolver], authChecker: AccessChecker, validate: false, ...options.schema },
      foreign: new Set(),
    };
    this.routes = pluginRoutes(() => this.plugins.filter((plugin) => plugin.usable), this.calls);
    this.fields = fieldCalls(this.owners, this.calls);
  }

  /** Manifest, check, import, settings, guard: everything that needs no database. */
  async load(): Promise<void> {
    const found = [
      ...(this.options.config?.plugins ?? []).map((entry) => readManifest(entry, this.options.root ?? process.cwd())),
      ...(this.options.given ?? []).map(fromMemory),
    ];
    const disabled = found.filter((plugin) => plugin.entry.enabled === false);
    for (const plugin of disabled)
      plugin.problem = new PluginProblem('manifest', 'It is switched off', 'Set enabled: true in parley.config.ts', 'DISABLED');
    const enabled = checkAll(found.filter((plugin) => !disabled.includes(plugin)));
    this.plugins = [...enabled, ...disabled];
    for (const plugin of enabled) this.note(plugin);
    await this.each('import', async (plugin) => {
      const lack = missing(plugin, enabled);
      if (lack) throw lack;
      await this.import(plugin);
      plugin.settings = checkSettings(plugin);
      checkOffers(
        plugin,
        this.plugins.filter((other) => other.usable && this.declared.has(other) && other !== plugin),
      );
      guardPlugin(plugin, this.declared.get(plugin) ?? [], this.core);
      for (const field of resolvedFields(this.declared.get(plugin) ?? [])) this.owners.set(field, plugin);
    });
  }

  /** The tables of the plugins, for the DataSource. */
  entities(): ClassRef[] {
    return this.usable().flatMap((plugin) => plugin.definition.entities ?? []);
  }

  /** Brings the tables of the plugins up to date, those first that others build upon. */
  async migrate(db: Db): Promise<void> {
    await this.each('migrate', (plugin) => migratePlugin(db, this.kernel.clock, plugin));
  }

  /** Connects jobs and event handlers; before the queue starts. */
  wire(parts: { jobs?: JobQueue; events?: EventLog }): void {
    this.jobs = parts.jobs ?? null;
    if (parts.jobs) defineJobs(this.usable(), parts.jobs, this.calls);
    if (parts.events) this.unlisten = tellEvents(this.usable(), parts.events, this.calls);
  }

  /** Starts the plugins, those first that others build upon. From now on they are called. */
  async start(): Promise<void> {
    await this.each('start', (plugin) => startPlugin(plugin, this.calls, this.options.deadlines?.start ?? DEADLINE_MS));
    if (this.jobs) await scheduleJobs(this.usable(), this.jobs);
  }

  /** Stops the plugins, in the other order, and aborts what is still running. */
  async stop(): Promise<void> {
    this.unlisten();
    this.calls.abortAll();
    for (const plugin of [...this.plugins].reverse()) {
      await stopPlugin(plugin, this.calls, this.options.deadlines?.stop ?? DEADLINE_MS).catch((error: unknown) => {
        this.kernel.log.warn({ plugin: plugin.id, errorType: (error as Error | null)?.name }, 'plugin did not stop');
      });
    }
  }

  /** A channel by its id; undefined when its plugin is not there or not ready. */
  channel(id: string): { plugin: LoadedPlugin; channel: Channel } | undefined {
    return this.channels().find((one) => one.channel.id === id);
  }

  channels(): { plugin: LoadedPlugin; channel: Channel }[] {
    return this.usable().flatMap((plugin) =>
      (plugin.definition.channels ?? []).map((channel) => ({ plugin, channel: channel as unknown as Channel })),
    );
  }

  /** A rule by its full id, `<plugin>/<rule>`. */
  rule(id: string): { id: string; plugin: LoadedPlugin; rule: AssignmentRule } | undefined {
    return this.rules().find((one) => one.id === id);
  }

  rules(): { id: string; plugin: LoadedPlugin; rule: AssignmentRule }[] {
    return this.usable().flatMap((plugin) =>
      (plugin.definition.assignment ?? []).map((rule) => ({
        id: `${plugin.id}/${rule.id}`,
        plugin,
        rule: rule as unknown as AssignmentRule,
      })),
    );
  }

  /** Every plugin that is configured, in the order in which they load. */
  statuses(): PluginStatus[] {
    return this.plugins.map((plugin) => plugin.status());
  }

  /** Resolver classes of the plugins that passed the guards; {@link buildSchema} adds them by itself. */
  resolvers(): ClassRef[] {
    return this.usable().flatMap((plugin) => plugin.definition.graphql?.resolvers ?? []);
  }

  /** Builds the API: the core's resolvers and those of the plugins, without a trace of plugins that were refused. */
  buildSchema(options: BuildSchemaOptions): GraphQLSchema {
    const refused = new Set(declaredByImports());
    for (const [plugin, declared] of this.declared) {
      for (const { entry } of declared) {
        if (plugin.usable) refused.delete(entry);
        else refused.add(entry);
      }
    }
    const resolvers = [...options.resolvers, ...(this.resolvers() as never[])] as unknown as BuildSchemaOptions['resolvers'];
    const orphanedTypes = [
      ...(options.orphanedTypes ?? []),
      ...(this.usable().flatMap((plugin) => plugin.definition.graphql?.orphanedTypes ?? []) as never[]),
    ];
    return buildIsolated({ ...options, resolvers, orphanedTypes }, refused);
  }

  /**
   * Calls into a plugin: a name, a deadline, a breaker.
   *
   * @throws PluginUnavailable when it gives no answer; the contract's Retry, Rejected and Malformed as they are
   */
  call<T>(plugin: LoadedPlugin, options: CallOptions, run: (ctx: PluginContext) => T | Promise<T>): Promise<T> {
    return this.calls.call(plugin, options, run);
  }

  private usable(): LoadedPlugin[] {
    return this.plugins.filter((plugin) => plugin.usable);
  }

  private async import(plugin: LoadedPlugin): Promise<void> {
    const keep = (declared: Declared[]): void => {
      this.declared.set(plugin, declared);
      for (const one of declared) this.core.foreign.add(one.entry);
    };
    try {
      const { value, declared } = await noteImport(plugin, () => loadDefinition(plugin, this.options.deadlines?.import ?? DEADLINE_MS));
      plugin.definition = value;
      for (const entry of declaredByImports()) this.core.foreign.add(entry);
      keep(plugin.given ? declaredByClasses(plugin) : declared);
    } catch (error) {
      keep(declaredByFolder(plugin.folder));
      throw error;
    }
  }

  /** Runs a step for every plugin that is still in; one that fails is out, the others go on. */
  private async each(step: Step, run: (plugin: LoadedPlugin) => Promise<void>): Promise<void> {
    for (const plugin of this.plugins) {
      if (!plugin.usable) continue;
      try {
        const lack = step === 'import' ? null : missing(plugin, this.plugins);
        if (lack) throw lack;
        await run(plugin);
      } catch (error) {
        plugin.problem =
          error instanceof PluginProblem ? error : new PluginProblem(step, `It failed: ${(error as Error).message}`, 'Ask its author');
        this.note(plugin);
      }
    }
  }

  private note(plugin: LoadedPlugin): void {
    const { problem } = plugin;
    if (!problem) return;
    this.kernel.log.error(
      {
        plugin: plugin.id,
        version: plugin.version,
        state: problem.state,
        step: problem.step,
        reason: problem.reason,
        remedy: problem.remedy,
      },
      'plugin is out',
    );
    if (plugin.entry.required)
      throw new RequiredPluginError(`The required plugin ${plugin.id} cannot run (${problem.step}): ${problem.reason}. ${problem.remedy}.`);
  }
}

const fromMemory = (given: GivenPlugin): LoadedPlugin => {
  const manifest: PluginManifest = { requires: {}, optional: {}, needs: [], ...given.manifest };
  const entry = {
    package: manifest.id,
    ...(given.settings ? { settings: given.settings } : {}),
    ...(given.required === undefined ? {} : { required: given.required }),
    ...(given.enabled === undefined ? {} : { enabled: given.enabled }),
  };
  return new LoadedPlugin(manifest.id, given.version ?? '1.0.0', manifest, null, entry, given.definition);
};
