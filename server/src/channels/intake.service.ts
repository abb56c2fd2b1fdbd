import type { InboundEvent } from '@parley/plugin';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import { driverCode, isOutage, isRace } from '../lib/db';
import { newId } from '../lib/ids';
import { intakeDuplicates, intakeGroup, intakeSeconds } from '../lib/metrics';
import { Sets } from '../lib/sets';
import { GroupCommit, INTAKE_LIMITS, type GroupLimits } from './group';
import { applyUnits } from './intake/apply';
import { writeLetters, type Failure } from './intake/letters';
import type { Arrival, IntakeConnection, Unit } from './intake/unit';

/** Lost races that are run again before the provider is asked to come back. */
const RETRIES = 8;

/** A key that is taken, again and again, with nobody else in the way: it is the event, not a race. */
const isConflict = (error: unknown): boolean =>
  driverCode(error) === 'ER_DUP_ENTRY' || /UNIQUE constraint failed/.test(String((error as Error).message));

const reasonOf = (error: unknown): string => `It could not be applied: ${error instanceof Error ? error.message : String(error)}`;

/** Takes in what channels have translated: grouped, in one transaction, each event exactly once in effect. */
export class IntakeService {
  private readonly group: GroupCommit<Unit>;

  constructor(
    private readonly kernel: Kernel,
    limits: GroupLimits = INTAKE_LIMITS,
  ) {
    this.group = new GroupCommit((units) => this.timed(units), limits);
  }

  /**
   * Stores a raw delivery with its events; resolves once they are on disk.
   *
   * @param unreadable why the channel could not translate it; kept as a dead letter then
   * @throws QueueFull, or the database's error, when the provider has to send it again
   */
  accept(connection: IntakeConnection, body: Buffer, events: readonly InboundEvent[], unreadable?: string): Promise<void> {
    const id = newId('dlv', this.kernel.clock.now());
    const unit: Unit = {
      connection,
      delivery: { id, body },
      deliveryId: id,
      arrivals: events.map((event) => ({ event })),
      ...(unreadable === undefined ? {} : { unreadable }),
    };
    return this.group.add(unit, 1 + events.length, body.length);
  }

  /** Applies units at once, outside the queue: the group whole first; if it fails, each unit, then each event alone. */
  async commit(units: Unit[]): Promise<(Error | undefined)[]> {
    try {
      await this.apply(units);
      return [];
    } catch (error) {
      if (isOutage(error)) throw error;
      this.kernel.log.warn(
        { units: units.length, code: (error as { code?: string }).code, errorType: (error as Error).name },
        'a group was refused; its parts are tried alone',
      );
    }
    const results: (Error | undefined)[] = [];
    for (const unit of units) results.push(await this.alone(unit, units.length > 1));
    return results;
  }

  /** Resolves when nothing waits any more. */
  stop(): Promise<void> {
    return this.group.idle();
  }

  private async timed(units: Unit[]): Promise<(Error | undefined)[]> {
    intakeGroup.observe(units.length);
    const end = intakeSeconds.startTimer();
    return this.commit(units).finally(end);
  }

  private async apply(units: Unit[]): Promise<void> {
    const { db, events, clock } = this.kernel;
    const { duplicates } = await db.write(async (manager) => {
      const applied = await applyUnits(manager, db.dialect, events, clock.now(), units);
      crashPoint('intake.applied');
      return applied;
    }, RETRIES);
    crashPoint('intake.committed');
    intakeDuplicates.inc(duplicates);
  }

  /** @returns an error when the provider has to send the unit again */
  private async alone(unit: Unit, whole: boolean): Promise<Error | undefined> {
    try {
      if (whole) return await this.apply([unit]).then(() => undefined);
    } catch (error) {
      if (isOutage(error)) throw error;
    }
    try {
      // the raw delivery first: a letter names it
      await this.apply([{ ...unit, arrivals: [] }]);
      const failures: Failure[] = [];
      for (const arrival of unit.arrivals) {
        const reason = await this.one(unit, arrival);
        if (reason !== null) failures.push({ unit, arrival, kind: 'FAILED', reason });
      }
      await this.kernel.db.write(
        (manager) => writeLetters(manager, new Sets(manager, this.kernel.db.dialect), this.kernel.clock.now(), failures),
        RETRIES,
      );
      return undefined;
    } catch (error) {
      if (isOutage(error)) throw error;
      return error as Error;
    }
  }

  /** @returns why the event itself cannot be applied, or null; what is nobody's fault is thrown */
  private async one(unit: Unit, arrival: Arrival): Promise<string | null> {
    try {
      await this.apply([{ connection: unit.connection, delivery: null, deliveryId: unit.deliveryId, arrivals: [arrival] }]);
      return null;
    } catch (error) {
      if (isOutage(error) || (isRace(error) && !isConflict(error))) throw error;
      return reasonOf(error);
    }
  }
}
