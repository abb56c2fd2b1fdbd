import type { IncomingMessage } from 'node:http';
import { cookieTokens, tokenOf } from '../people/session-http';
import type { SessionService } from '../people/session.service';

/** A remote in development that one person's page loads in place of the published one. */
export interface UiOverride {
  /** The plugin's id. */
  id: string;
  /** Address of its `mf-manifest.json`. */
  entry: string;
}

const LOCAL = new Set(['localhost', '127.0.0.1']);

/**
 * Reads `?ui-override=acme@http://localhost:3301/mf-manifest.json`. Only this machine's own addresses are taken: what is loaded runs
 * with the page's whole authority.
 *
 * @returns null: there is none. Without `entry`: it names an address that is not taken.
 */
export const readOverride = (parameter: unknown): (Pick<UiOverride, 'id'> & Partial<UiOverride>) | null => {
  if (typeof parameter !== 'string' || parameter === '') return null;
  const at = parameter.indexOf('@');
  const id = at < 0 ? parameter : parameter.slice(0, at);
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(id)) return { id: '' };
  const url = URL.canParse(parameter.slice(at + 1)) ? new URL(parameter.slice(at + 1)) : null;
  const isTaken =
    url?.protocol === 'http:' &&
    LOCAL.has(url.hostname) &&
    url.username === '' &&
    url.password === '' &&
    url.pathname.endsWith('/mf-manifest.json');
  return isTaken ? { id, entry: url.href } : { id };
};

/** May whoever sent this request load a remote from their own machine? Any session of the browser is enough. */
export const mayOverride = async (request: IncomingMessage, sessions: Pick<SessionService, 'viewerOf'>): Promise<boolean> => {
  const bearer = tokenOf(request);
  for (const token of new Set([...(bearer ? [bearer] : []), ...cookieTokens(request)])) {
    const viewer = await sessions.viewerOf(token);
    if (viewer?.permissions.has('plugins.manage')) return true;
  }
  return false;
};

/** What a page loads from, by directive; everything else of the policy stays as it is. */
const DIRECTIVES = ['script-src', 'style-src', 'connect-src', 'font-src', 'img-src'];

/** A content security policy that also takes what comes from one origin, and a socket to it. */
export const widenPolicy = (policy: string, origin: string): string =>
  policy
    .split(';')
    .map((directive) => {
      const name = directive.trim().split(' ')[0] ?? '';
      if (!DIRECTIVES.includes(name)) return directive;
      return `${directive} ${origin}${name === 'connect-src' ? ` ${origin.replace(/^http/, 'ws')}` : ''}`;
    })
    .join(';');
