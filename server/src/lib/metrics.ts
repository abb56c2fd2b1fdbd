import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `/metrics` shows. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

const registers = [metrics];
export const feedSubscribers = new Gauge({ name: 'parley_feed_subscribers', help: 'Open subscriptions to the event log.', registers });
export const feedFrames = new Counter({ name: 'parley_feed_frames_total', help: 'Events sent to sockets.', registers });
export const sockets = new Gauge({ name: 'parley_sockets', help: 'Open sockets of people and programs.', registers });

/** Webhooks in one commit, and how long the commit took. */
export const intakeGroup = new Histogram({
  name: 'parley_intake_group_webhooks',
  help: 'Webhooks that were stored in one commit.',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  registers,
});
export const intakeSeconds = new Histogram({
  name: 'parley_intake_commit_seconds',
  help: 'Time to store a group of webhooks with all that follows from them.',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  registers,
});
export const intakeDuplicates = new Counter({
  name: 'parley_intake_duplicates_total',
  help: 'Messages that came again and changed nothing.',
  registers,
});
/** `type` comes from code: the core's and the plugins'. */
export const loggedEvents = new Counter({
  name: 'parley_events_total',
  help: 'Entries that this server appended to the event log.',
  labelNames: ['type'],
  registers,
});
export const sends = new Counter({
  name: 'parley_sends_total',
  help: 'Attempts to send a message, by what came of them and the code of the provider.',
  labelNames: ['outcome', 'code'],
  registers,
});
export const assignmentSeconds = new Histogram({
  name: 'parley_assignment_round_seconds',
  help: 'Time to ask the rules about a page of waiting conversations and to give them out.',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15],
  registers,
});
export const jobFailures = new Counter({
  name: 'parley_job_failures_total',
  help: 'Jobs that failed and are tried again.',
  labelNames: ['job'],
  registers,
});

/** What somebody else called something, as a label: short and of few letters, or `other`. */
export const labelOf = (text: string): string => (/^[\w.-]{1,40}$/.test(text) ? text : 'other');
export const requestSeconds = new Histogram({
  name: 'parley_http_request_seconds',
  help: 'Time to answer an HTTP request.',
  labelNames: ['route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  registers,
});
