import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { newToken } from '../lib/secrets';

const DEVICE_COOKIE = 'parley_device';
const YEAR_SECONDS = 365 * 86_400;
const APPS = ['workbench', 'admin'];

/** One cookie an app, so that an admin and an agent can be signed in side by side in one browser. */
const cookieOf = (app: string): string => `parley_${app}`;

/**
 * The token of a request: `Authorization: Bearer`, else the app's cookie. A cookie counts only together with the header
 * `X-Parley: <app>`, which no other site can make a browser send.
 */
export const tokenOf = (request: IncomingMessage): string | null => {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return bearer;
  const app = String(request.headers['x-parley'] ?? '');
  return app === '' ? null : cookieToken(request, app);
};

/** The token that the app's cookie holds; for the socket, whose origin was checked at the handshake. */
export const cookieToken = (request: IncomingMessage, app: string): string | null => {
  const cookies = parseCookie(request.headers.cookie ?? '');
  const names = APPS.includes(app) ? [app] : APPS;
  for (const name of names) {
    const token = cookies[cookieOf(name)];
    if (token) return token;
  }
  return null;
};

/** Every session that this browser holds, whichever app it belongs to; for what no header can accompany, such as opening a page. */
export const cookieTokens = (request: IncomingMessage): string[] => {
  const cookies = parseCookie(request.headers.cookie ?? '');
  return APPS.flatMap((app) => cookies[cookieOf(app)] ?? []);
};

/** The device's own secret, made on the first visit. */
export const deviceOf = (request: IncomingMessage, response: ServerResponse, secure: boolean): string => {
  const known = parseCookie(request.headers.cookie ?? '')[DEVICE_COOKIE];
  if (known && known.length >= 32) return known;
  const device = newToken();
  append(response, { name: DEVICE_COOKIE, value: device, maxAge: YEAR_SECONDS, secure });
  return device;
};

export const setSession = (response: ServerResponse, app: string, token: string, secure: boolean): void =>
  append(response, { name: cookieOf(app), value: token, secure });

export const clearSession = (response: ServerResponse, app: string, secure: boolean): void =>
  append(response, { name: cookieOf(app), value: '', maxAge: 0, secure });

const append = (response: ServerResponse, cookie: { name: string; value: string; maxAge?: number; secure: boolean }): void => {
  response.appendHeader('Set-Cookie', stringifySetCookie({ ...cookie, httpOnly: true, sameSite: 'lax', path: '/' }));
};
