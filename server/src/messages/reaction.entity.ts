import { Entity } from 'typeorm';
import { Big, Line, Ref } from '@parley/plugin/tables';

/** An emoji that somebody put on a message; one a person. */
@Entity('reaction')
export class ReactionRow {
  @Ref({ primary: true }) messageId: string;
  /** An agent, a contact, or `elsewhere`. */
  @Ref({ primary: true }) authorId: string;
  /** Empty: taken away. The row stays, so that an older reaction that comes again changes nothing. */
  @Line({ length: 40 }) emoji: string;
  @Big() reactedAt: number;
}
