import { Entity, Index } from 'typeorm';
import { Big, Count, Flag, Json, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** A job of the embedded queue. `doc` holds the job as the queue knows it; the columns are what it is picked and found by. */
@Entity('job')
@Index('ix_job_pick', ['name', 'disabled', 'lockedAt', 'nextRunAt', 'sortRank'])
@Index('uq_job_unique', ['name', 'uniqueKey'], { unique: true })
export class JobRow {
  @PrimaryId() id: string;
  @Line({ length: 120 }) name: string;
  @Ref() type: string;
  /** Minus the priority: one ascending index serves "the earliest, then the most urgent". */
  @Count() sortRank: number;
  @Big({ nullable: true }) nextRunAt: number | null;
  @Big({ nullable: true }) lockedAt: number | null;
  @Flag() disabled: boolean;
  @Json() doc: Record<string, unknown>;
  @Line({ nullable: true }) lastModifiedBy: string | null;
  /** What the job is unique by within its name; null when it is not. */
  @Line({ nullable: true }) uniqueKey: string | null;
}
