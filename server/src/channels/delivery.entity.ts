import { Column, Entity, Index } from 'typeorm';
import { Big, PrimaryId, Ref } from '@parley/plugin/tables';

/** A webhook as it came: the raw bytes, committed before the provider gets its 200. */
@Entity('delivery')
@Index('ix_delivery_received', ['receivedAt'])
export class DeliveryRow {
  @PrimaryId() id: string;
  @Ref() connectionId: string;
  @Big() receivedAt: number;
  @Column({ type: 'blob' }) body: Buffer;
}
