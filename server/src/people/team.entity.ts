import { Entity, Index } from 'typeorm';
import { Big, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** A team: the gateway that carries a role. Every agent is in one. */
@Entity('team')
@Index('ix_team_org', ['orgId', 'name'])
export class TeamRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Line() name: string;
  @Ref() roleId: string;
  @Big() createdAt: number;
}
