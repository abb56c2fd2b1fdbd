import { Router, type Request, type RequestHandler } from 'express';
import type { SessionService } from '../people/session.service';
import { buildPath } from './build-store';
import { mayOverride, readOverride, widenPolicy } from './override';
import type { Shell } from './shell';
import type { UiBuildService } from './ui-build.service';
import { ENTRY, type UiKind } from './ui-package';

/** What the sign-in page of a demo shows. */
export interface DemoPeople {
  account: string;
  password: string;
  people: { username: string; name: string; role: string }[];
  phoneUrl: string | null;
}

/** One federated screen as the shell needs it. */
export interface RemoteEntry {
  id: string;
  kind: UiKind;
  label: string;
  version: string;
  digest: string;
  /** Semver range of the contract it was built for. */
  contract: string;
  /** Address of its manifest. */
  entry: string;
  /** What the shell mounts; absent: a plugin, which has slots. */
  module?: string;
  /** Who may open it. */
  permission?: string;
}

/** `/ui/registry.json`. */
export interface Registry {
  remotes: RemoteEntry[];
  demo?: DemoPeople;
  /** The answer to `?ui-override=`. */
  override?: { id: string; entry: string } | { id: string; refused: true };
}

/** What the pages stand on. */
export interface UiRouteDeps {
  builds: UiBuildService;
  shell: Shell;
  sessions: Pick<SessionService, 'viewerOf'>;
  demo: () => DemoPeople | null;
  /** True while developing: builds are looked for each time the registry is read, not only at boot. */
  fresh?: boolean;
}

const PAGES = ['/workbench', '/admin'];
const OVERRIDE = 'ui-override';

const remotesOf = (builds: UiBuildService): RemoteEntry[] =>
  builds.active().map(({ row, installed: { build, permission } }) => ({
    id: row.remote,
    kind: build.kind,
    label: build.label,
    version: row.version,
    digest: row.digest,
    contract: row.contract,
    entry: `${buildPath(row)}/${ENTRY}`,
    ...(row.module ? { module: row.module } : {}),
    ...(permission ? { permission } : {}),
  }));

/** The screens: pages, the registry of what is active, and the files of every build that is kept. */
export const createUiRouter = ({ builds, shell, sessions, demo, fresh = false }: UiRouteDeps): Router => {
  /** The override that a request asks for and may have; null: it asks for none. */
  const overrideOf = async (request: Request): Promise<NonNullable<Registry['override']> | null> => {
    const asked = readOverride(request.query[OVERRIDE]);
    if (!asked) return null;
    const { id, entry } = asked;
    return entry && (await mayOverride(request, sessions)) ? { id, entry } : { id, refused: true };
  };

  const page =
    (name: string): RequestHandler =>
    async (request, response) => {
      const file = shell.page(name);
      if (!file) return void response.status(503).type('text').send('The screens are not built. Run: npm run build');
      const override = await overrideOf(request);
      if (override && 'entry' in override) {
        const policy = String(response.getHeader('Content-Security-Policy') ?? '');
        response.set('Content-Security-Policy', widenPolicy(policy, new URL(override.entry).origin));
      }
      response.set('Cache-Control', 'no-store').sendFile(file);
    };

  const router = Router();
  router.get('/ui/registry.json', async (request, response) => {
    if (fresh) await builds.takeOver();
    const people = demo();
    const override = await overrideOf(request);
    const registry: Registry = { remotes: remotesOf(builds), ...(people ? { demo: people } : {}), ...(override ? { override } : {}) };
    response.set('Cache-Control', 'no-store').json(registry);
  });
  router.use(shell.assets.handler, builds.assets.handler);
  router.get('/ui/{*any}', (_request, response) => void response.status(404).type('text').send('There is no such asset.'));
  router.get('/', (_request, response) => response.redirect(302, '/workbench/'));
  for (const path of PAGES) {
    router.get(path, (request, response, next) =>
      request.path.endsWith('/') ? next() : response.redirect(302, `${path}/${query(request)}`),
    );
    router.get(`${path}/{*any}`, page('index.html'));
  }
  router.get('/graphql', (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html' || request.query.query) return next();
    return page('graphiql/index.html')(request, response, next);
  });
  return router;
};

const query = (request: Request): string =>
  request.originalUrl.includes('?') ? request.originalUrl.slice(request.originalUrl.indexOf('?')) : '';
