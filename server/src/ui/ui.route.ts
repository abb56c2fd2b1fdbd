import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Request, type Response } from 'express';
import type { UiRegistry } from './registry';

/** What the sign-in page of a demo shows. */
export interface DemoPeople {
  account: string;
  password: string;
  people: { username: string; name: string; role: string }[];
  phoneUrl: string | null;
}

const PAGES = ['/workbench', '/admin'];
const YEAR_MS = 365 * 86_400_000;
const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

/** The screens: pages, their assets and the list of federated remotes. */
export const createUiRouter = (registry: UiRegistry, demo: () => DemoPeople | null): Router => {
  const router = Router();
  router.get('/ui/registry.json', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ remotes: registry.remotes, ...(demo() ? { demo: demo() } : {}) });
  });
  for (const { path, folder } of registry.assets) {
    router.use(
      path,
      precompressed(folder),
      express.static(folder, {
        index: false,
        setHeaders: (response, file) =>
          response.set('Cache-Control', /\/static\//.test(file) ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-store'),
      }),
    );
  }
  router.use('/ui', (_request, response) => void response.status(404).type('text').send('There is no such asset.'));

  const page = (file: string) => (_request: Request, response: Response) => {
    if (!registry.shell || !existsSync(join(registry.shell, file)))
      return void response.status(503).type('text').send('The screens are not built. Run: npm run build');
    response.set('Cache-Control', 'no-store').sendFile(join(registry.shell, file));
  };
  router.get('/', (_request, response) => response.redirect(302, '/workbench/'));
  for (const path of PAGES) {
    router.get(path, (request, response, next) =>
      request.path.endsWith('/') ? next() : response.redirect(302, `${path}/${query(request)}`),
    );
    router.get(`${path}/{*any}`, page('index.html'));
  }
  router.get('/graphql', (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html' || request.query.query) return next();
    return page('graphiql/index.html')(request, response);
  });
  return router;
};

const query = (request: Request): string =>
  request.originalUrl.includes('?') ? request.originalUrl.slice(request.originalUrl.indexOf('?')) : '';

/** Serves `file.br` or `file.gz` where the build left one beside the file and the browser takes it. */
const precompressed = (folder: string) => (request: Request, response: Response, next: () => void) => {
  const clean = decodeURIComponent(request.path);
  const type = TYPES[clean.slice(clean.lastIndexOf('.') + 1)];
  if (!type || clean.includes('..')) return next();
  for (const [encoding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (!request.acceptsEncodings(encoding) || !existsSync(join(folder, clean + suffix))) continue;
    request.url = request.url.replace(request.path, request.path + suffix);
    response.set({ 'Content-Encoding': encoding, 'Content-Type': type, Vary: 'Accept-Encoding' });
    break;
  }
  next();
};
