import { Entity } from 'typeorm';
import { Big, Json, Ref } from '@parley/plugin/tables';

/** One entry of an organization's log. `seq` is dense: no gap, no doubt. */
@Entity('event')
export class EventRow {
  @Ref({ primary: true }) orgId: string;
  @Big({ primary: true }) seq: number;
  @Ref() type: string;
  @Ref() nodeId: string;
  @Big() occurredAt: number;
  /** Who did it. */
  @Ref({ nullable: true }) actorId: string | null;
  /** Who may be told, as it stood: see events/audience.ts. */
  @Json({ nullable: true }) audience: Record<string, unknown> | null;
  /** What changed, before and after, where it matters to an auditor. */
  @Json({ nullable: true }) data: Record<string, unknown> | null;
}
