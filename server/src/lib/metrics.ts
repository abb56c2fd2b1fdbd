import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `/metrics` shows. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

const registers = [metrics];
export const feedSubscribers = new Gauge({ name: 'parley_feed_subscribers', help: 'Open subscriptions to the event log.', registers });
export const feedFrames = new Counter({ name: 'parley_feed_frames_total', help: 'Events sent to sockets.', registers });
export const requestSeconds = new Histogram({
  name: 'parley_http_request_seconds',
  help: 'Time to answer an HTTP request.',
  labelNames: ['route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  registers,
});
