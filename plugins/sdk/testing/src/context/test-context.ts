import type { ActorRef, EnqueueOptions, Log, PluginContext, PluginDefinition, ServiceInput, ServiceOutput, Services } from '@parley/plugin';
import { Contexts, LoadedPlugin, ManualClock, type Caller, type Kernel } from '@parley/server';
import { TestTables } from './test-tables';

/** What a plugin wrote into its log. */
export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
}

/** What a plugin did through its context; what belonged to a transaction that was taken back is not there. */
export interface Recorded {
  logged: LogLine[];
  emitted: { organizationId: string; type: string; nodeId: string; data?: unknown }[];
  enqueued: { organizationId?: string; job: string; data: unknown; at?: number; key?: string }[];
  /** By `ctx.core.sendText`; the same key is there once. */
  sent: { organizationId: string; conversationId: string; text: string; key: string }[];
}

/** Whose context it is, and where it acts. */
export interface TestContextOptions<S = unknown> {
  /** Whose context it is: its tables, its migrations, its settings with their defaults. */
  definition?: PluginDefinition<S>;
  /** From the plugin's package.json; `{ id: 'test', prefix: 'test' }` unless told. */
  manifest?: { id: string; prefix: string };
  /** As a person gives them; checked by the definition's schema where it has one. */
  settings?: Record<string, unknown>;
  /** `org_test` unless told; null: outside of any. */
  organizationId?: string | null;
  inboxId?: string;
  /** The plugin itself unless told. */
  actor?: ActorRef;
  clock?: ManualClock;
  /** Answers `ctx.core.graphql`. */
  graphql?(document: string, variables: Record<string, unknown>): unknown;
  /** What other plugins offer, by name; others are absent. */
  services?: { [K in keyof Services]?: (input: ServiceInput<K>) => Promise<ServiceOutput<K>> };
  /** `http://parley.test` unless told. */
  publicUrl?: string;
}

/** The context of a test, and what was done through it. */
export interface TestContext<S = unknown> extends PluginContext<S>, Readonly<Recorded> {
  readonly clock: ManualClock;
  /** Aborts `signal`, as a deadline that has passed does. */
  abort(): void;
  /** The same plugin, tables, clock and records in another organization. */
  of(organizationId: string): TestContext<S>;
  /** Closes the database and removes the folder. */
  close(): Promise<void>;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

const recordingLog = (logged: LogLine[]): Log =>
  Object.fromEntries(
    LEVELS.map((level) => [level, (fields: Record<string, unknown>, message: string) => void logged.push({ level, fields, message })]),
  ) as unknown as Log;

const settingsOf = <S>({ definition, settings = {} }: TestContextOptions<S>): unknown =>
  definition?.settings ? definition.settings.parse(settings) : settings;

/**
 * A context for the test of one handler: real tables on SQLite, a clock that the test moves, and a record of what was emitted, enqueued,
 * sent and logged. Nothing of it reaches a server; for that there is `startTestServer`.
 *
 * @throws Error when the settings do not fit the plugin's schema
 * @example
 * const ctx = testContext({ definition: plugin, manifest, settings: { pointsPerMessage: 5 } });
 * await plugin.on?.['message.received']?.(ctx, event);
 * expect(await ctx.db.find(Point)).toMatchObject([{ points: 5 }]);
 * expect(ctx.emitted).toMatchObject([{ type: 'acme.pointsEarned' }]);
 * await ctx.close();
 */
export const testContext = <S = unknown>(options: TestContextOptions<S> = {}): TestContext<S> => {
  const { id, prefix } = options.manifest ?? { id: 'test', prefix: 'test' };
  const manifest = { id, prefix, contract: '*', requires: {}, optional: {}, needs: [] };
  const plugin = new LoadedPlugin(id, '0.0.0', manifest, null, { package: id }, options.definition ?? {});
  plugin.definition = (options.definition ?? {}) as unknown as PluginDefinition<never>;
  plugin.settings = settingsOf(options);
  const clock = options.clock ?? new ManualClock();
  const tables = new TestTables(plugin, clock);
  const recorded: Recorded = { logged: [], emitted: [], enqueued: [], sent: [] };
  const log = { ...recordingLog(recorded.logged), child: () => log };
  const config = {
    publicUrl: options.publicUrl ?? 'http://parley.test',
    get dataDir() {
      return tables.folder;
    },
  };
  const contexts = new Contexts({ config, clock, log } as unknown as Kernel, {
    settings: () => plugin.settings,
    db: ({ organizationId }) => tables.of(organizationId),
    core: (caller) => coreOf(options, recorded, tables, caller),
    emit: (caller, type, event) => emit(recorded, tables, caller, type, event),
    enqueue: (caller, job, data, when) => enqueue(recorded, tables, caller, job, data, when),
    service: (_caller, _signal, name) => (options.services as Record<string, never> | undefined)?.[name] ?? null,
  });
  const controller = new AbortController();
  const { organizationId = 'org_test', inboxId, actor = { kind: 'plugin', id } } = options;
  const open = (organization: string | null): TestContext<S> => {
    const caller: Caller = {
      plugin,
      actor,
      ...(organization === null ? {} : { organizationId: organization }),
      ...(inboxId === undefined ? {} : { inboxId }),
    };
    return Object.assign(contexts.make(caller, controller.signal) as unknown as TestContext<S>, recorded, {
      abort: () => controller.abort(),
      of: open,
      close: () => tables.close(),
    });
  };
  return open(organizationId);
};

const needsOrganization = (caller: Caller, what: string): string => {
  if (caller.organizationId === undefined) throw new Error(`${what} needs an organization: call it where ctx.organizationId is set`);
  return caller.organizationId;
};

const coreOf = <S>(options: TestContextOptions<S>, { sent }: Recorded, tables: TestTables, caller: Caller): PluginContext['core'] => ({
  sendText: async (input) => {
    const organizationId = needsOrganization(caller, 'ctx.core.sendText');
    const isKnown = () => sent.some((one) => one.key === input.key && one.organizationId === organizationId);
    tables.afterCommit(() => void (isKnown() || sent.push({ organizationId, ...input })));
    return { id: `msg_${input.key}` };
  },
  graphql: async <T>(document: string, variables: Record<string, unknown> = {}) => {
    if (!options.graphql) throw new Error('ctx.core.graphql was asked: give testContext({ graphql }) an answer, or use startTestServer');
    return (await options.graphql(document, variables)) as T;
  },
});

const emit = async (
  { emitted }: Recorded,
  tables: TestTables,
  caller: Caller,
  type: string,
  event: { nodeId: string; data?: unknown },
): Promise<void> => {
  const organizationId = needsOrganization(caller, 'ctx.emit');
  const { prefix } = caller.plugin.manifest;
  if (!type.startsWith(`${prefix}.`)) throw new Error(`ctx.emit: ${type} does not start with ${prefix}. and belongs to somebody else`);
  tables.afterCommit(() => emitted.push({ organizationId, type, ...structuredClone(event) }));
};

const enqueue = async (
  { enqueued }: Recorded,
  tables: TestTables,
  caller: Caller,
  job: string,
  data: unknown,
  when: EnqueueOptions,
): Promise<void> => {
  const { definition } = caller.plugin;
  if (Object.keys(definition).length > 0 && !Object.hasOwn(definition.jobs ?? {}, job))
    throw new Error(`ctx.enqueue: ${job} is not one of the jobs of ${caller.plugin.id}; name it in definePlugin({ jobs })`);
  const { organizationId } = caller;
  const entry = { ...(organizationId === undefined ? {} : { organizationId }), job, data: structuredClone(data), ...when };
  tables.afterCommit(() => {
    const before = when.key === undefined ? -1 : enqueued.findIndex((one) => one.job === job && one.key === when.key);
    if (before < 0) enqueued.push(entry);
    else enqueued[before] = entry;
  });
};
