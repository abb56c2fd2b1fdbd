import express, { Router } from 'express';
import { Counter } from 'prom-client';
import { z } from 'zod';
import type { Clock } from '../lib/clock';
import type { Logger } from '../lib/log';
import { metrics } from '../lib/metrics';
import { tokenOf } from '../people/session-http';
import type { PluginHost } from '../plugin-host/plugin-host';
import type { SessionService } from '../people/session.service';
import type { UiBuildService } from './ui-build.service';

const failures = new Counter({
  name: 'parley_ui_failures_total',
  help: 'Parts of screens that failed in front of somebody.',
  labelNames: ['remote', 'component', 'reason'],
  registers: [metrics],
});

const MINUTE = 60_000;
/** How long the plugin is shown as degraded after somebody's screen told of it. */
const REMEMBERED_MS = 10 * MINUTE;

/** What a person reads of each reason, and what to do. What somebody switched off by the page's own address is nobody's fault. */
const SAID: Record<string, { what: string; remedy: string }> = {
  status: { what: 'could not be fetched', remedy: 'Publish the build again, or roll back' },
  unreachable: {
    what: 'could not be fetched',
    remedy: 'Look at the connection of whoever saw it; if it is everybody, publish the build again',
  },
  timeout: { what: 'did not load within 8 s', remedy: 'Look at the connection of whoever saw it; if it is everybody, roll back' },
  broken: { what: 'could not be started', remedy: 'Roll back to the build before, and tell its author' },
  missing: { what: 'is not in its build', remedy: 'Roll back to the build before, and tell its author' },
  contract: { what: 'was built for another contract', remedy: 'Publish a build for this server, or roll back' },
  crashed: { what: 'broke while it was shown', remedy: 'Roll back to the build before, and tell its author' },
  folded: { what: 'broke three times and was folded away', remedy: 'Roll back to the build before, and tell its author' },
};
const schema = z.object({
  /** `acme-loyalty/ContactPanel/…`; an application's id stands alone. */
  part: z.string().max(200),
  reason: z.enum(['status', 'unreachable', 'timeout', 'broken', 'contract', 'missing', 'disabled', 'crashed', 'folded']),
});

/** What reports stand on. */
export interface ReportDeps {
  builds: Pick<UiBuildService, 'active'>;
  sessions: Pick<SessionService, 'viewerOf'>;
  plugins: Pick<PluginHost, 'report'>;
  log: Logger;
  clock: Clock;
}

/**
 * `POST /ui/reports`: a page tells that a part of it failed. Counted each time, logged once a minute for each part and reason, and said of
 * the plugin for a while; only names of what is installed are taken, so that nobody writes what they like into the log.
 */
export const createReportRouter = ({ builds, sessions, plugins, log, clock }: ReportDeps): Router => {
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
    const said = SAID[data.reason];
    if (said)
      plugins.report(row.remote, `ui ${component}`, {
        reason: `Its screen ${component} ${said.what} in front of somebody`,
        remedy: said.remedy,
        step: 'ui',
        until: clock.now() + REMEMBERED_MS,
      });
    response.status(204).end();
  });
  return router;
};
