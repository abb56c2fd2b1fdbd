import { Entity } from 'typeorm';
import { Big, Count, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** A server of this installation: one row from its start until somebody has taken over what it left. */
@Entity('server_node')
export class ServerNodeRow {
  @PrimaryId() id: string;
  /** ALIVE; LEFT: it stopped in order; DEAD: what it left has been taken over. */
  @Ref() state: string;
  /** Counts its signs of life. Others watch whether it moves, by their own clocks. */
  @Count() beat: number;
  @Big() startedAt: number;
  @Big() beatAt: number;
  /** Where its process runs: see `place.ts`. */
  @Line() place: string;
  @Count() pid: number;
  /** A fingerprint of its SECRET_KEY. */
  @Line({ length: 64 }) keyPrint: string;
}
