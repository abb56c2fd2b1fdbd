import { Entity, Index } from 'typeorm';
import { Big, Json, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** A customer. */
@Entity('contact')
@Index('ix_contact_org', ['orgId', 'searchText', 'id'])
@Index('ix_contact_phone', ['phone', 'orgId'])
@Index('ix_contact_owner', ['ownerId'])
export class ContactRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  /** What the channel calls them; null when it says nothing. */
  @Line({ nullable: true }) name: string | null;
  @Line({ nullable: true }) username: string | null;
  /** E.164 digits without `+`. */
  @Line({ nullable: true, length: 32 }) phone: string | null;
  /** Name, username and number in lower case: what searches look at. */
  @Line({ length: 255 }) searchText: string;
  @Ref({ nullable: true }) ownerId: string | null;
  /** What bots have learned of them. */
  @Json({ nullable: true }) attributes: Record<string, string> | null;
  @Big() createdAt: number;
  @Big() updatedAt: number;
}
