import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { accessSync, constants, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { ParleyConfig } from '@parley/plugin';
import { buildApi, coreSchema } from './api/api';
import { DatabaseGauges } from './api/gauges';
import { createHttpApp, lastResort, whileStarting } from './api/http';
import { WakeUps } from './cluster/wake-ups';
import { demoPeople, seedDemo } from './demo';
import { entities } from './entities';
import { makeKernel, type Kernel } from './kernel';
import { Availability } from './lib/availability';
import { systemClock, type Clock } from './lib/clock';
import { ConfigError, type Config } from './lib/config';
import { crashPoint } from './lib/crash-point';
import { Db, driverCode, isOutage } from './lib/db';
import { lockDatabase } from './lib/db-lock';
import type { Logger } from './lib/log';
import { metrics } from './lib/metrics';
import { migrations } from './migrations';
import { Setup } from './organizations/setup.route';
import { coreApi } from './plugin-host/core-api';
import { PluginHost, type GivenPlugin } from './plugin-host/plugin-host';
import { buildRooms, type Deadlines, type Rooms } from './rooms';
import { createPublishRouter } from './ui/publish.route';
import { createReportRouter } from './ui/reports.route';
import { Shell } from './ui/shell';
import { createUiRouter } from './ui/ui.route';

export interface AppOptions {
  config: Config;
  operator: ParleyConfig;
  log: Logger;
  /** Folder from which packages are found. */
  root: string;
  clock?: Clock;
  /** Plugins handed over in memory, for tests. */
  plugins?: readonly GivenPlugin[];
  /** Shorter deadlines, for tests. */
  deadlines?: Deadlines;
  /** While developing: what a build left meanwhile is taken over when a page is loaded, not only at boot. */
  developing?: boolean;
}

/** A running server. */
export interface App {
  kernel: Kernel;
  rooms: Rooms;
  host: PluginHost;
  http: Server;
  availability: Availability;
  /** Where the first organization is made; null when there is one, and in the demo. */
  setupLink: string | null;
  stop(): Promise<void>;
}

/** What was asked before a stop has so long to be answered. */
const OPEN_REQUESTS_MS = 5_000;

/**
 * Boots the server, step by step.
 *
 * @throws ConfigError with a sentence when the port, the data folder or the database cannot be had
 */
export const startApp = async (options: AppOptions): Promise<App> => {
  makeWritable(options.config.dataDir);
  const http = createServer();
  const config = await listen(http, options.config);
  let unlock = (): void => undefined;
  try {
    unlock = lockDatabase(config.databaseUrl);
    const app = await boot(http, { ...options, config });
    return { ...app, stop: () => app.stop().finally(unlock) };
  } catch (error) {
    unlock();
    await close(http, 0);
    throw error;
  }
};

const boot = async (
  http: Server,
  { config, operator, log, root, clock = systemClock, plugins = [], deadlines = {}, developing = false }: AppOptions,
): Promise<App> => {
  // 1 plugins: manifests, checks, import, guards; nothing of the database is needed, and their tables are known afterwards
  const core = coreApi(() => ({ db, ask: api.ask, ...rooms }));
  const host = new PluginHost({ config, clock, log }, { config: operator, root, given: plugins, metrics, schema: coreSchema, core });
  await host.load();

  // 2 database: opened, brought up to date, the plugins' tables after the core's
  const model = { entities: [...entities, ...(host.entities() as (new () => object)[])], migrations };
  const db = await Db.connect(config.databaseUrl, model).catch((error: unknown) => {
    if (!isOutage(error)) throw error;
    throw new ConfigError(
      `DATABASE_URL: the database cannot be opened (${driverCode(error)}). Look whether it runs and may be written, then start again.`,
    );
  });
  await db.exclusively('migrate', () => host.migrate(db));
  crashPoint('boot.migrated');

  // 3 rooms
  const kernel = makeKernel({ config, db, clock, log });
  const { cluster } = kernel;
  const wakeUps = new WakeUps(config.redisUrl, kernel.events, cluster, log);
  await kernel.events.prime();
  const rooms = await buildRooms(kernel, host, operator, root, deadlines);
  const setup = new Setup(kernel, rooms.organizations, rooms.people);

  // 4 doors: API, webhooks, media, screens, the plugins' own paths
  let stopping = false;
  const availability = new Availability(() => cluster.beat(), log);
  db.onOutage(() => void availability.look());
  const stops = { server: async () => (stopping ? 'Parley is stopping.' : null), database: async () => availability.reason };
  const gauges = new DatabaseGauges(kernel);
  const checks = { stops: { ...stops, ...rooms.checks }, slows: { ...rooms.slows, redis: async () => wakeUps.health() } };
  const app = createHttpApp(log, checks, () => gauges.refresh());
  await rooms.ui.start();
  const { ui: builds, sessions } = rooms;
  const shell = await Shell.open(operator, root);
  const ui = createUiRouter({ builds, shell, sessions, fresh: developing, demo: () => (config.demo ? demoPeople(operator.demo) : null) });
  app.use(rooms.webhooks, rooms.media, host.routes, setup.router(), createPublishRouter({ builds, sessions, log }));
  app.use(createReportRouter({ builds, sessions, plugins: host, log, clock }), ui);
  const api = await buildApi({ kernel, host, rooms, http, availability });
  app.use('/graphql', api.router);
  app.use(...lastResort(log));
  http.removeAllListeners('request');
  http.on('request', app);

  // 5 start: this server joins the others, what was interrupted goes on, then time and plugins begin to run
  await cluster.start();
  crashPoint('boot.joined');
  await host.start();
  await rooms.start();
  // whoever was lost while nothing could be written down is lost from now on
  availability.onChange((available) => {
    if (available) rooms.presence.recover().catch((error: unknown) => log.error({ err: error }, 'presence could not be put right'));
  });
  availability.start();
  // whoever is connected here counts as gone: they come again, and are counted again
  cluster.onRevived(() => api.dropSockets());
  if (db.dialect === 'mysql') wakeUps.start();
  if (config.demo) await seedDemo({ kernel, ...rooms }, operator.demo);
  log.info({ port: config.port, database: db.dialect, plugins: host.statuses().map(({ id, state }) => `${id}:${state}`) }, 'ready');

  return {
    kernel,
    rooms,
    host,
    http,
    availability,
    setupLink: config.demo ? null : await setup.link(),
    stop: async () => {
      stopping = true;
      // whoever balances sees it on /readyz, and sends the next request elsewhere
      if (config.stopDelayMs > 0) await pause(config.stopDelayMs);
      availability.stop();
      wakeUps.stop();
      await cluster.leave().catch((error: unknown) => log.warn({ err: error }, 'this server could not say that it leaves'));
      rooms.presence.leave();
      await api.closeSockets();
      await close(http, config.production ? OPEN_REQUESTS_MS : 0);
      await api.stop();
      await rooms.stop();
      await host.stop();
      await db.close();
    },
  };
};

const makeWritable = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new ConfigError(
      `DATA_DIR: nothing can be written in ${folder} (${(error as NodeJS.ErrnoException).code}). Let the user that runs Parley write there, or name another folder.`,
    );
  }
};

/** Takes the port first: a plugin may need to know the public address. Until the boot is over every request gets 503. */
const listen = (http: Server, config: Config): Promise<Config> =>
  new Promise((resolve, reject) => {
    http.on('request', whileStarting);
    http.once('error', reject);
    http.listen(config.port, config.host, () => {
      const { port } = http.address() as AddressInfo;
      resolve(config.port === 0 ? { ...config, port, publicUrl: `http://localhost:${port}` } : config);
    });
  });

/** Takes nothing more, and lets what is under way end within so many ms. */
const close = (http: Server, patienceMs: number): Promise<void> =>
  new Promise((resolve) => {
    if (!http.listening) return resolve();
    const timer = setTimeout(() => http.closeAllConnections(), patienceMs);
    http.close(() => {
      clearTimeout(timer);
      resolve();
    });
    http.closeIdleConnections();
  });
