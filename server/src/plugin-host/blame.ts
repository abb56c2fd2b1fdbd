import type { Kernel } from '../kernel';
import { LoopWatch, type OpenCall } from './loop-watch';
import type { PluginMetrics } from './metrics';

/** Above this a standstill is named in the log, ms. */
const TELL_MS = 100;
/** Above this the plugin is degraded for a while, ms: nobody was served meanwhile. */
const SERIOUS_MS = 1_000;
const REMEMBERED_MS = 10 * 60_000;

/** Says which plugin held the event loop: in the log, in the metrics, in its figures, and on it when it was long. */
export class Blame {
  private readonly watch = new LoopWatch((ms, suspects) => this.suspect(ms, suspects));

  constructor(
    private readonly kernel: Pick<Kernel, 'clock' | 'log'>,
    private readonly metrics: PluginMetrics,
    private readonly seriousMs = SERIOUS_MS,
  ) {}

  start(): void {
    this.watch.start();
  }

  stop(): void {
    this.watch.stop();
  }

  began(call: OpenCall): void {
    this.watch.began(call);
  }

  finished(call: OpenCall): void {
    this.watch.finished(call);
  }

  /** A call held the loop itself, before its first `await`. */
  held(call: OpenCall, ms: number): void {
    this.watch.explain(ms);
    this.charge(call, ms);
    if (ms > TELL_MS) this.kernel.log.warn({ plugin: call.plugin.id, call: call.name, ms: Math.round(ms) }, 'plugin held the event loop');
  }

  private suspect(ms: number, suspects: readonly OpenCall[]): void {
    const [first] = suspects;
    if (first && suspects.length === 1) {
      this.charge(first, ms);
      this.kernel.log.warn({ plugin: first.plugin.id, call: first.name, ms: Math.round(ms) }, 'plugin held the event loop');
      return;
    }
    const names = suspects.map(({ plugin, name }) => `${plugin.id}: ${name}`);
    const plugins = new Set(suspects.map(({ plugin }) => plugin));
    if (first && plugins.size === 1) this.mark(first, ms);
    this.kernel.log.warn({ suspects: names, ms: Math.round(ms) }, 'the event loop stood still during calls into plugins');
  }

  private charge(call: OpenCall, ms: number): void {
    this.metrics.blocked.inc({ plugin: call.plugin.id, name: call.name }, ms / 1000);
    call.plugin.stats.blocked(call.name, ms);
    this.mark(call, ms);
  }

  private mark({ plugin, name }: OpenCall, ms: number): void {
    if (ms < this.seriousMs) return;
    plugin.notices.set('event-loop', {
      reason: `${name} held the whole server for ${(ms / 1000).toFixed(1)} s; nobody was served meanwhile`,
      remedy: 'Ask its author: long work belongs in small pieces or in a process of its own. Switch it off if that goes on',
      step: 'call',
      until: this.kernel.clock.now() + REMEMBERED_MS,
    });
  }
}
