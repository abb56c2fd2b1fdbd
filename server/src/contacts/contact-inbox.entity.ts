import { Entity } from 'typeorm';
import { Big, Line, Ref } from '@parley/plugin/tables';

/** What holds between one contact and one inbox across conversations: where an answer goes and until when. */
@Entity('contact_inbox')
export class ContactInboxRow {
  @Ref({ primary: true }) contactId: string;
  @Ref({ primary: true }) inboxId: string;
  /** End of the service window, epoch ms; null: the customer never wrote here. */
  @Big({ nullable: true }) windowUntil: number | null;
  /** The address that an answer goes to: kind and value of the channel. */
  @Ref() replyKind: string;
  @Line({ length: 255 }) replyValue: string;
  @Ref({ nullable: true }) lastConversationId: string | null;
}
