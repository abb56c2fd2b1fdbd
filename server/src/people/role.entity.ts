import { Entity, Index } from 'typeorm';
import { Flag, Json, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** A named set of permissions. */
@Entity('role')
@Index('uq_role_key', ['orgId', 'roleKey'], { unique: true })
export class RoleRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Line({ length: 40 }) roleKey: string;
  @Line() name: string;
  @Json() permissions: string[];
  @Flag() builtIn: boolean;
}
