import type { AssignmentRule, Channel, ClassRef, ParleyConfig, PluginContext } from '@parley/plugin';
import type { RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { Registry } from 'prom-client';
import type { BuildSchemaOptions, MiddlewareFn } from 'type-graphql';
import type { ApiContext } from '../api/context';
import { AccessChecker } from '../api/allow';
import type { Kernel } from '../kernel';
import type { Db } from '../lib/db';
import { Blame } from './blame';
import { PluginCalls, type CallOptions } from './call';
import { Catalogue, type Offer } from './catalogue';
import { Contexts, noCore, type CoreApiFactory } from './context';
import { PluginDesk } from './desk';
import { EventDelivery } from './event-delivery';
import { Failures } from './failures';
import { fieldCalls } from './field-calls';
import { askHealth } from './health';
import { defineJobs, scheduleJobs } from './jobs';
import { PluginLoader, type GivenPlugin } from './loader';
import { PluginMetrics } from './metrics';
import { migratePlugin, migrationsOf } from './migrate';
import { PluginResolver } from './plugin.resolver';
import { PluginSettings } from './plugin-settings';
import { HostReach, type HostParts } from './reach';
import { pluginRoutes } from './routes';
import { startPlugin, stopPlugin } from './start';
import type { LoadedPlugin, Notice, PluginStatus } from './status';
import { uisOf, type PluginUi } from './uis';

export type { GivenPlugin };

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
  /** From how long a standstill of the event loop on a plugin is shown as degraded, ms (1000). */
  seriousMs?: number;
}

const DEADLINE_MS = 10_000;
const MINUTE = 'plugin.minute';
const MINUTE_MS = 60_000;

/**
 * Loads the plugins and is the only way into them. Each step leaves behind the plugins that fail, with a reason and a remedy, and
 * goes on with the others; only a required plugin stops the boot.
 *
 * In order: {@link load} (before the database: it yields the entities), {@link migrate}, {@link wire}, {@link start}, {@link stop}.
 */
export class PluginHost {
  /** What organizations see of the plugins and do with them. */
  readonly desk: PluginDesk;
  /** Answers `/plugins/<id>/…` and the paths that plugins mount. */
  readonly routes: RequestHandler;
  /** For `globalMiddlewares`: guards the fields that plugins resolve. */
  readonly fields: MiddlewareFn<ApiContext>;
  private readonly loader: PluginLoader;
  private readonly catalogue: Catalogue;
  private readonly settings = new PluginSettings();
  private readonly failures: Failures;
  private readonly blame: Blame;
  private readonly reach: HostReach;
  private readonly calls: PluginCalls;
  private parts: (HostParts & Pick<Kernel, 'secrets'>) | null = null;
  private delivery: EventDelivery | null = null;

  constructor(
    private readonly kernel: Pick<Kernel, 'config' | 'clock' | 'log'>,
    private readonly options: PluginHostOptions = {},
  ) {
    const { log, clock } = kernel;
    const { config, root = process.cwd(), given = [], deadlines, schema } = options;
    this.loader = new PluginLoader(
      { config, root, given, importMs: deadlines?.import ?? DEADLINE_MS, log },
      { options: { resolvers: [PluginResolver], authChecker: AccessChecker, validate: false, ...schema }, foreign: new Set() },
    );
    this.catalogue = new Catalogue(() => this.loader.usable());
    this.failures = new Failures({ clock, log });
    this.reach = new HostReach(clock, {
      makeCore: options.core ?? noCore,
      settings: this.settings,
      plugin: (id) => this.plugin(id),
      calls: () => this.calls,
    });
    const metrics = new PluginMetrics(options.metrics);
    this.blame = new Blame(kernel, metrics, options.seriousMs);
    this.calls = new PluginCalls(kernel, new Contexts(kernel, this.reach), metrics, this.blame, (...where) => this.isOn(...where));
    this.desk = new PluginDesk({
      kernel,
      plugins: () => this.loader.plugins,
      settings: this.settings,
      calls: this.calls,
      failures: this.failures,
    });
    this.routes = pluginRoutes(() => this.loader.usable(), this.calls);
    this.fields = fieldCalls(this.loader.owners, this.calls);
  }

  /** Manifest, check, import, settings, guard: everything that needs no database. */
  load(): Promise<void> {
    return this.loader.load();
  }

  /** The tables of the plugins, for the DataSource. */
  entities(): ClassRef[] {
    return this.loader.usable().flatMap((plugin) => plugin.definition.entities ?? []);
  }

  /** Brings the tables of the plugins up to date, those first that others build upon. */
  async migrate(db: Db): Promise<void> {
    await this.loader.each('migrate', (plugin) => migratePlugin(db, this.kernel.clock, plugin));
  }

  /** The names of the migrations that the plugins bring, in the order in which they run. */
  migrations(): { id: string; migrations: string[] }[] {
    return this.loader.usable().map((plugin) => ({ id: plugin.id, migrations: migrationsOf(plugin).map(({ name }) => name) }));
  }

  /** Connects what plugins work with; before the queue starts. */
  wire(parts: HostParts & Pick<Kernel, 'secrets' | 'cluster'>): void {
    const { calls, settings, failures } = this;
    const { db, jobs, events, cluster } = parts;
    this.parts = parts;
    this.reach.parts = { db, jobs, events };
    failures.db = db;
    this.desk.open(parts);
    defineJobs(this.loader.usable(), { jobs, calls, settings, failures });
    this.delivery = new EventDelivery({ db, jobs, events, cluster, ...this.kernel, calls, settings, failures });
    jobs.define(MINUTE, () => this.minute());
  }

  /** Starts the plugins, those first that others build upon. From now on they are called. */
  async start(): Promise<void> {
    this.blame.start();
    if (this.parts) await this.settings.open(this.parts);
    await this.loader.each('start', (plugin) => startPlugin(plugin, this.calls, this.options.deadlines?.start ?? DEADLINE_MS));
    if (!this.parts) return;
    await scheduleJobs(this.loader.usable(), this.parts.jobs);
    await this.delivery?.start(this.loader.usable());
    await this.parts.jobs.every(MINUTE, MINUTE_MS);
  }

  /** Resolves when no plugin is being told an event. */
  async settled(): Promise<void> {
    await this.delivery?.settled();
  }

  /** Stops the plugins, in the other order, and aborts what is still running. */
  async stop(): Promise<void> {
    this.calls.abortAll();
    await this.delivery?.stop().catch((error: unknown) => {
      this.kernel.log.warn({ errorType: (error as Error).name }, 'how far plugins were told could not be written down');
    });
    this.settings.close();
    for (const plugin of [...this.loader.plugins].reverse()) {
      await stopPlugin(plugin, this.calls, this.options.deadlines?.stop ?? DEADLINE_MS).catch((error: unknown) => {
        this.kernel.log.warn({ plugin: plugin.id, errorType: (error as Error | null)?.name }, 'plugin did not stop');
      });
    }
    this.blame.stop();
  }

  /** Is a plugin switched on there? Everywhere, unless somebody has switched it off. */
  isOn(plugin: Pick<LoadedPlugin, 'id'>, organizationId: string, inboxId?: string): boolean {
    return this.settings.isOn(plugin.id, organizationId, inboxId);
  }

  /** A plugin by its id, whatever its state. */
  plugin(id: string): LoadedPlugin | undefined {
    return this.loader.plugins.find((plugin) => plugin.id === id);
  }

  /** A channel by its id; undefined when its plugin is not there or not ready. */
  channel(id: string): { plugin: LoadedPlugin; channel: Channel } | undefined {
    return this.channels().find((one) => one.channel.id === id);
  }

  /** A rule by its full id, `<plugin>/<rule>`. */
  rule(id: string): (Offer & { rule: AssignmentRule }) | undefined {
    return this.rules().find((one) => one.id === id);
  }

  readonly channels = () => this.catalogue.channels();
  readonly rules = () => this.catalogue.rules();
  readonly bots = () => this.catalogue.bots();
  readonly templates = () => this.catalogue.templates();
  readonly quickReplies = () => this.catalogue.quickReplies();

  /** The screens of the plugins that are ready. */
  uis(): PluginUi[] {
    return uisOf(this.loader.usable());
  }

  /**
   * Says that a part of a plugin does not work: it is degraded, and shown so. Null: it works again.
   *
   * @param about which part; what was said of it before is forgotten
   */
  report(pluginId: string, about: string, notice: Notice | null): void {
    const plugin = this.plugin(pluginId);
    if (plugin) this.loader.report(plugin, about, notice);
  }

  /** Every plugin that is configured, in the order in which they load. */
  statuses(): PluginStatus[] {
    return this.loader.plugins.map((plugin) => plugin.status(this.kernel.clock.now()));
  }

  /** Resolver classes of the plugins that passed the guards; {@link buildSchema} adds them by itself. */
  resolvers(): ClassRef[] {
    return this.loader.resolvers();
  }

  /** The names of all fields of the API that plugins resolve. */
  fieldNames(): ReadonlySet<string> {
    return new Set([...this.loader.owners.keys()].map((field) => field.slice(field.indexOf('.') + 1)));
  }

  /** Builds the API: the core's resolvers and those of the plugins, without a trace of plugins that were refused. */
  buildSchema(options: BuildSchemaOptions): GraphQLSchema {
    return this.loader.buildSchema(options);
  }

  /**
   * Calls into a plugin: a name, a deadline, a breaker.
   *
   * @throws PluginUnavailable when it gives no answer; the contract's Retry, Rejected, Malformed and Refused as they are
   */
  call<T>(plugin: LoadedPlugin, options: CallOptions, run: (ctx: PluginContext) => T | Promise<T>): Promise<T> {
    return this.calls.call(plugin, options, run);
  }

  /**
   * Calls into a plugin that was loaded but not started, for a command that only looks.
   *
   * @throws PluginUnavailable when it does not answer in time; else what it throws
   */
  probe<T>(plugin: LoadedPlugin, options: CallOptions, run: (ctx: PluginContext) => T | Promise<T>): Promise<T> {
    return this.calls.attempt(plugin, options, run);
  }

  private async minute(): Promise<void> {
    await this.settings.refresh();
    await this.delivery?.sweep();
    await Promise.all(this.loader.usable().map((plugin) => askHealth(plugin, this.calls, this.kernel.clock)));
  }
}
