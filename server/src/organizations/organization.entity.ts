import { Entity, Index } from 'typeorm';
import { Big, Json, Line, PrimaryId } from '@parley/plugin/tables';
import type { Settings } from './settings';

/** The tenant. `account` is the 6-digit code that people type at sign-in. */
@Entity('organization')
@Index('uq_organization_account', ['account'], { unique: true })
export class OrganizationRow {
  @PrimaryId() id: string;
  @Line({ length: 16 }) account: string;
  @Line() name: string;
  /** What differs from the defaults, see settings.ts. */
  @Json() settings: Partial<Settings>;
  @Big() createdAt: number;
}
