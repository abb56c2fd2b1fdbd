import { CRASH_POINTS } from '../src/lib/crash-point';
import { pause, type Chance } from './chance';
import type { Journal } from './journal';
import type { NodeProcess } from './node-process';
import type { World } from './world';

/** Places that a run comes by often enough to die there. */
const NAMED = CRASH_POINTS.filter((point) => !['bots.applied', 'windows.closing'].includes(point));
/** A server that was told to die at a place is given so long to come by. */
const PATIENCE_MS = 4_000;

/** Kills servers, at random and at named places, makes them stand still, and takes away what they stand on. Never all of it for long. */
export class Killer {
  constructor(
    private readonly world: World,
    private readonly journal: Journal,
    private readonly chance: Chance,
    private readonly say: (line: string) => void,
  ) {}

  /** Works until enough was killed, or it is told to end. */
  async run(until: () => boolean): Promise<void> {
    const { nodes, options } = this.world;
    const hands = nodes.map((node) => this.at(node, until));
    const outages = this.outages(() => until() || this.journal.kills >= options.kills);
    await Promise.all(hands);
    await outages;
  }

  private get enough(): boolean {
    return this.journal.kills >= this.world.options.kills;
  }

  private async at(node: NodeProcess, until: () => boolean): Promise<void> {
    const { chance, journal } = this;
    while (!until() && !this.enough) {
      await pause(chance.int(200, 1_500) * (this.world.nodes.length > 1 ? 2 : 1));
      if (until() || this.enough) return;
      if (this.world.nodes.length > 1 && chance.percent(15)) {
        journal.pauses++;
        node.stand();
        await pause(chance.int(1_000, 20_000));
        node.go();
        continue;
      }
      await node.kill();
      this.count('at random');
      if (chance.percent(60) && !this.enough) await this.named(node);
      else await this.restart(node);
    }
  }

  /** Starts it so that it dies at a place, and then in earnest. */
  private async named(node: NodeProcess): Promise<void> {
    const point = this.chance.pick(NAMED);
    const nth = point.startsWith('boot.') ? 1 : this.chance.int(1, 6);
    this.journal.restarts++;
    const isUp = await node.start(`${point}:${nth}`);
    if (isUp && !(await node.dies(PATIENCE_MS))) {
      await node.kill();
      this.count('at random');
    } else this.count(point);
    await this.restart(node);
  }

  private async restart(node: NodeProcess): Promise<void> {
    this.journal.restarts++;
    await node.start();
  }

  private count(where: string): void {
    this.journal.kills++;
    this.journal.crashes.set(where, (this.journal.crashes.get(where) ?? 0) + 1);
    if (this.journal.kills % 10 === 0)
      this.say(`${this.journal.kills} of ${this.world.options.kills} kills, ${this.journal.written.length} messages written`);
  }

  /** Redis and MongoDB go away and come back. */
  private async outages(until: () => boolean): Promise<void> {
    const { redis, mongo } = this.world.services;
    const victims = [redis, mongo].flatMap((service) => service ?? []);
    while (victims.length > 0 && !until()) {
      await pause(this.chance.int(8_000, 20_000));
      if (until()) return;
      const victim = this.chance.pick(victims);
      this.journal.outages++;
      await victim.kill();
      await pause(this.chance.int(1_000, 8_000));
      await victim.restart();
    }
  }
}
