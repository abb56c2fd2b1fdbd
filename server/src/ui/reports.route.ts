import express, { Router } from 'express';
import { Counter } from 'prom-client';
import { z } from 'zod';
import type { Clock } from '../lib/clock';
import type { Logger } from '../lib/log';
import { metrics } from '../lib/metrics';
import { tokenOf } from '../people/session-http';
import type { SessionService } from '../people/session.service';
import type { UiBuildService } from './ui-build.service';

const failures = new Counter({
  name: 'parley_ui_failures_total',
  help: 'Parts of screens that failed in front of somebody.',
  labelNames: ['remote', 'component', 'reason'],
  registers: [metrics],
});

const MINUTE = 60_000;
const schema = z.object({
  /** `acme-loyalty/ContactPanel/…`; an application's id stands alone. */
  part: z.string().max(200),
  reason: z.enum(['status', 'unreachable', 'timeout', 'broken', 'contract', 'missing', 'disabled', 'crashed', 'folded']),
});

/** What reports stand on. */
export interface ReportDeps {
  builds: Pick<UiBuildService, 'active'>;
  sessions: Pick<SessionService, 'viewerOf'>;
  log: Logger;
  clock: Clock;
}

/**
 * `POST /ui/reports`: a page tells that a part of it failed. Counted each time, logged once a minute for each part and reason; only names
 * of what is installed are taken, so that nobody writes what they like into the log.
 */
export const createReportRouter = ({ builds, sessions, log, clock }: ReportDeps): Router => {
  const logged = new Map<string, number>();
  const router = Router();
  router.post('/ui/reports', express.json({ limit: '1kb' }), async (request, response) => {
    const token = tokenOf(request);
    if (!token || !(await sessions.viewerOf(token))) return void response.status(401).end();
    const { data } = schema.safeParse(request.body);
    const [remote, name] = data?.part.split('/') ?? [];
    const row = builds.active().find((each) => each.row.remote === remote)?.row;
    const component = row?.module ?? row?.slots.find((slot) => slot.component === `./${name}`)?.component;
    if (!data || !row || !component) return void response.status(400).end();

    const labels = { remote: row.remote, component, reason: data.reason };
    failures.inc(labels);
    const key = Object.values(labels).join(' ');
    const last = logged.get(key);
    if (last === undefined || clock.now() - last >= MINUTE) {
      logged.set(key, clock.now());
      log.warn({ ...labels, version: row.version }, 'a part of a screen failed in front of somebody');
    }
    response.status(204).end();
  });
  return router;
};
