import { Entity, Index } from 'typeorm';
import { Big, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** A place where somebody is signed in. The token itself is never stored. */
@Entity('session')
@Index('uq_session_token', ['tokenHash'], { unique: true })
@Index('ix_session_agent', ['agentId', 'endedAt'])
export class SessionRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() agentId: string;
  /** SHA-256 of the token, hex. */
  @Line({ length: 64 }) tokenHash: string;
  /** SHA-256 of the device's own secret, hex: the same device may resume. */
  @Line({ length: 64, nullable: true }) deviceHash: string | null;
  /** workbench, admin or api. */
  @Ref() app: string;
  @Line({ nullable: true }) userAgent: string | null;
  @Big() createdAt: number;
  @Big() lastSeenAt: number;
  @Big({ nullable: true }) endedAt: number | null;
  @Ref({ nullable: true }) endReason: string | null;
}
