import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Router, type Request } from 'express';
import { Refused } from '../lib/errors';
import type { Logger } from '../lib/log';
import { tokenOf } from '../people/session-http';
import type { SessionService } from '../people/session.service';
import type { Viewer } from '../people/viewer';
import { shown } from './shown';
import type { UiBuildService } from './ui-build.service';
import type { UiBuildRow } from './ui-build.entity';
import { ArchiveError, LIMITS, unpack } from './unpack';

/** What publishing stands on. */
export interface PublishDeps {
  builds: UiBuildService;
  sessions: Pick<SessionService, 'viewerOf'>;
  log: Logger;
}

const STATUS: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, UI_NOT_OPERATOR: 403, ARCHIVE_TOO_LARGE: 413 };

/** Why a request is not taken: its code decides the status. */
class NotTaken extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Who sends it, if they may. */
const senderOf = async (request: Request, { builds, sessions }: PublishDeps): Promise<Viewer> => {
  const token = tokenOf(request);
  const viewer = token ? await sessions.viewerOf(token) : null;
  if (!viewer) throw new NotTaken('UNAUTHENTICATED', 'Sign in first: send Authorization: Bearer <token>.');
  if (!viewer.permissions.has('plugins.manage'))
    throw new NotTaken('FORBIDDEN', 'Publishing a screen needs the permission plugins.manage.');
  await builds.requireOperator(viewer);
  return viewer;
};

const receive = async (request: Request, deps: PublishDeps): Promise<UiBuildRow> => {
  const viewer = await senderOf(request, deps);
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.archiveBytes)
    throw new ArchiveError('ARCHIVE_TOO_LARGE', 'The archive is too large; publish the built files only.');
  const room = await deps.builds.room();
  try {
    // the request outlives a failure: its answer has still to be sent
    await unpack(request.iterator({ destroyOnReturn: false }), room);
    // npm puts everything under package/
    const inner = join(room, 'package');
    return await deps.builds.publish(viewer, !existsSync(join(room, 'package.json')) && existsSync(inner) ? inner : room);
  } finally {
    await rm(room, { recursive: true, force: true, maxRetries: 3 });
  }
};

/** What went wrong, as far as the sender is told; null: it is our own affair. */
const told = (error: unknown): { code: string; message: string } | null =>
  error instanceof Refused ? (error.refusals[0] ?? null) : error instanceof ArchiveError || error instanceof NotTaken ? error : null;

/**
 * `POST /ui/builds`: publishes a build into the running product. The body is a gzip tar of a package's folder, `package.json` and the
 * built UI that it names (what `npm pack` makes is one too). Answers 201 with the build, or `{ error: { code, message } }`.
 */
export const createPublishRouter = (deps: PublishDeps): Router => {
  const router = Router();
  router.post('/ui/builds', async (request, response) => {
    try {
      const build = shown(await receive(request, deps));
      response.status(201).json({ ...build, publishedAt: new Date(build.publishedAt).toISOString() });
    } catch (error) {
      const reason = told(error);
      if (!reason) deps.log.error({ err: error, requestId: response.getHeader('x-request-id') }, 'a build could not be published');
      const { code, message } = reason ?? { code: 'INTERNAL', message: 'Something went wrong on our side. Look at the log.' };
      // what is still on its way is read and dropped, so that the answer arrives
      request.resume();
      response.status(reason ? (STATUS[code] ?? 422) : 500);
      response.set('Connection', 'close').json({ error: { code, message } });
    }
  });
  return router;
};
