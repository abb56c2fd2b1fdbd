import { Entity, Index } from 'typeorm';
import { Big, Json, Line, Ref } from '@parley/plugin/tables';
import type { JobOrder } from './job-order';

/** What MongoDB has still to be told about one job: written with the transaction that asked for it, deleted once it is told. */
@Entity('job_relay')
@Index('ix_job_relay_created', ['createdAt', 'id'])
export class JobRelayRow {
  /** Of the job's name and key: the later order for the same job takes the place of the earlier. */
  @Line({ length: 64, primary: true }) id: string;
  /** Another one with each order: what has been replaced meanwhile must not be deleted. */
  @Ref() version: string;
  @Json() orderDoc: JobOrder;
  @Big() createdAt: number;
  /** The server that is telling it, and since when; two at once could tell an old order last. */
  @Ref({ nullable: true }) takenBy: string | null;
  @Big({ nullable: true }) takenAt: number | null;
}
