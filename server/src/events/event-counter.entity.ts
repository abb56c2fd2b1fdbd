import { Entity } from 'typeorm';
import { Big, Ref } from '@parley/plugin/tables';

/** The last sequence of an organization; its row is locked by whoever appends. */
@Entity('event_counter')
export class EventCounterRow {
  @Ref({ primary: true }) orgId: string;
  @Big() seq: number;
}
