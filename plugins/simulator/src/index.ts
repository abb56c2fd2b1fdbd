import { definePlugin } from '@parley/plugin';
import type { PluginContext, RouteReply } from '@parley/plugin';
import { join } from 'node:path';
import { SimulatorEngine } from './engine/engine';
import { FolderBlobs } from './engine/media';
import { MOUNT, SimulatorRoutes } from './http/simulator-routes';
import { LARGEST_BODY } from './server';
import type { SimulatorSettings } from './settings';
import { settingsSchema } from './settings';
import { StateFile, readState } from './store';
import { HttpTransport } from './webhooks/transport';

export { createSimulatorServer } from './server';
export type { SimulatorServer, SimulatorServerOptions } from './server';
export { DEFAULT_CUSTOMERS, DEFAULT_NUMBER } from './engine/cast';
export type { Faults } from './engine/faults';
export type { ChatMessage, Customer, NumberConfig, WireEntry } from './engine/model';
export type { InboundInput } from './phones/inbound';
export type { SimulatorSettings } from './settings';

/** The simulators that run in this process, by data folder: a server has one. */
const running = new Map<string, SimulatorRoutes>();

/** The simulator as a plugin: page, Graph API and control API under `/simulator`. */
export default definePlugin<SimulatorSettings>({
  settings: settingsSchema,
  routes: {
    mount: MOUNT,
    maxBodyBytes: LARGEST_BODY,
    async handle(ctx, request) {
      const routes = running.get(ctx.dataDir);
      if (!routes) return { status: 503, headers: { 'retry-after': '1' }, body: 'The simulator is starting.' };
      const host = request.headers['x-forwarded-host'] ?? request.headers.host;
      const base = host
        ? `${request.headers['x-forwarded-proto'] ?? new URL(ctx.publicUrl).protocol.slice(0, -1)}://${host}${MOUNT}`
        : `${ctx.publicUrl}${MOUNT}`;
      const reply = await routes.handle({ ...request, base });
      return reply && (reply.cut ? broken() : reply);
    },
  },
  start: (ctx) => start(ctx as PluginContext<SimulatorSettings>),
});

const start = async (ctx: PluginContext<SimulatorSettings>): Promise<() => Promise<void>> => {
  const { dataDir, settings, clock, log } = ctx;
  const transport = new HttpTransport();
  const file = join(dataDir, 'state.json');
  const state = await readState(file);
  const engine = new SimulatorEngine({
    settings,
    clock,
    transport,
    blobs: new FolderBlobs(join(dataDir, 'media')),
    workbenchUrl: `${ctx.publicUrl}/workbench/`,
    ...(state ? { state } : {}),
  });
  const store = new StateFile(engine, file);
  running.set(dataDir, new SimulatorRoutes(engine));
  log.info({ numbers: settings.numbers.length, resumed: Boolean(state) }, 'simulator ready');
  return async () => {
    running.delete(dataDir);
    await engine.stop();
    await store.stop();
    transport.close();
  };
};

/** The nearest thing to a cut connection that a route can answer: a body that breaks off before its first byte. */
const broken = (): RouteReply => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-length': '1000' },
  body: { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('the answer is lost on purpose')) }) },
});
