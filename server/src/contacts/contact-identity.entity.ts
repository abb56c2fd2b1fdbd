import { Entity, Index } from 'typeorm';
import { Big, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** How a customer is known on a channel. A phone is not a key: any identity may be missing. */
@Entity('contact_identity')
@Index('uq_identity_value', ['value', 'kind', 'orgId'], { unique: true })
@Index('ix_identity_contact', ['contactId'])
export class ContactIdentityRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() contactId: string;
  @Ref() kind: string;
  @Line({ length: 255 }) value: string;
  @Big() createdAt: number;
}
