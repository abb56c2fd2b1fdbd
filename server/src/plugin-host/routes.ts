import type { Request, RequestHandler, Response } from 'express';
import type { PluginRoutes, Refused, RouteReply, RouteRequest } from '@parley/plugin';
import { PluginUnavailable, type PluginCalls } from './call';
import { BodyTooLarge, readBody } from './route-body';
import { sendReply } from './route-reply';
import type { LoadedPlugin } from './status';

const DEADLINE_MS = 30_000;
const DEFAULT_BODY_BYTES = 1_048_576;
const STATUS: Readonly<Record<string, number>> = { TIMEOUT: 504, BREAKER: 503, NOT_READY: 503, THREW: 502 };

const refuse = (response: Response, status: number, code: string, message: string): void => {
  response.status(status).json({ error: { code, message } });
};

const flat = (values: Record<string, unknown>): Record<string, string | undefined> => {
  const one = (value: unknown): string | undefined =>
    Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'string' ? value : undefined;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, one(value)]));
};

/** Which plugin a path belongs to, and the path behind its prefix, with a slash. */
const find = (path: string, plugins: readonly LoadedPlugin[]): { plugin: LoadedPlugin; routes: PluginRoutes; path: string } | null => {
  for (const plugin of plugins) {
    const { routes } = plugin.definition;
    if (!routes) continue;
    for (const prefix of [`/plugins/${plugin.id}`, routes.mount]) {
      if (prefix !== undefined && (path === prefix || path.startsWith(`${prefix}/`)))
        return { plugin, routes, path: path.slice(prefix.length) || '/' };
    }
  }
  return null;
};

/** Answers `/plugins/<id>/…` and the paths that plugins mount; passes on everything else, and what a plugin does not know. */
export const pluginRoutes =
  (plugins: () => readonly LoadedPlugin[], calls: PluginCalls): RequestHandler =>
  (request: Request, response: Response, next) => {
    const found = find(request.path, plugins());
    if (!found) return next();
    const { plugin, routes } = found;
    const left = new AbortController();
    response.once('close', () => left.abort());
    const run = async (): Promise<void> => {
      const body = await readBody(request, routes.maxBodyBytes ?? DEFAULT_BODY_BYTES);
      const given: RouteRequest = {
        method: request.method,
        path: found.path,
        headers: flat(request.headers),
        query: flat(request.query),
        body,
      };
      const reply: RouteReply | null = await calls.call(
        plugin,
        { name: 'route', deadlineMs: DEADLINE_MS, signal: left.signal, lasting: true },
        (ctx) => routes.handle(ctx, given),
      );
      if (reply === null) return next();
      await sendReply(response, reply, left.signal);
    };
    run().catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      if (error instanceof BodyTooLarge) return refuse(response, 413, 'BODY_TOO_LARGE', error.message);
      if (error instanceof PluginUnavailable) return refuse(response, STATUS[error.code] ?? 502, 'PLUGIN_UNAVAILABLE', error.message);
      if ((error as Partial<Refused>).kind === 'refused') return refuse(response, 400, (error as Refused).code, (error as Refused).message);
      if (left.signal.aborted) return;
      return refuse(response, 502, 'PLUGIN_UNAVAILABLE', `The plugin ${plugin.label} failed.`);
    });
  };
