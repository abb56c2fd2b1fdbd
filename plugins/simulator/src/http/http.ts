import type { RouteReply, RouteRequest } from '@parley/plugin';

/** A request below the simulator's own path. */
export interface SimRequest extends RouteRequest {
  /** `https://care.example/simulator`: where the simulator is reached, for the links it gives out. */
  base: string;
}

/** An answer. `cut`: the connection is to be broken instead of answered. */
export interface SimReply extends RouteReply {
  cut?: boolean;
}

/** A JSON answer that nobody caches. */
export const json = (status: number, body: unknown): SimReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** The body as a JSON object; null when it is not one. An empty body is `{}`. */
export const jsonObject = (request: SimRequest): Record<string, unknown> | null => {
  if (request.body.length === 0) return {};
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};
