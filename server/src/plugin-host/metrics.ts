import { Counter, Gauge, Histogram, register, type Registry } from 'prom-client';

const LABELS = ['plugin', 'name'] as const;

/** What is measured of every call into a plugin. `name` comes from the code, never from data. */
export class PluginMetrics {
  readonly calls: Counter<'plugin' | 'name'>;
  readonly failures: Counter<'plugin' | 'name' | 'code'>;
  readonly seconds: Histogram<'plugin' | 'name'>;
  readonly blocked: Counter<'plugin' | 'name'>;
  readonly unended: Gauge<'plugin'>;

  constructor(registry: Registry = register) {
    const known = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make();
    const registers = [registry];
    this.calls = known(
      'parley_plugin_calls_total',
      () => new Counter({ name: 'parley_plugin_calls_total', help: 'Calls into plugins', labelNames: LABELS, registers }),
    );
    this.failures = known(
      'parley_plugin_failures_total',
      () =>
        new Counter({
          name: 'parley_plugin_failures_total',
          help: 'Calls into plugins that gave no answer',
          labelNames: [...LABELS, 'code'],
          registers,
        }),
    );
    this.seconds = known(
      'parley_plugin_call_seconds',
      () =>
        new Histogram({
          name: 'parley_plugin_call_seconds',
          help: 'Time until a plugin answered',
          labelNames: LABELS,
          buckets: [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5, 15],
          registers,
        }),
    );
    this.blocked = known(
      'parley_plugin_blocked_seconds_total',
      () =>
        new Counter({
          name: 'parley_plugin_blocked_seconds_total',
          help: 'Time for which a plugin held the event loop',
          labelNames: LABELS,
          registers,
        }),
    );
    this.unended = known(
      'parley_plugin_unended_calls',
      () =>
        new Gauge({
          name: 'parley_plugin_unended_calls',
          help: 'Calls into plugins whose deadline has passed and which have not ended',
          labelNames: ['plugin'],
          registers,
        }),
    );
  }
}
