import { Entity, Index } from 'typeorm';
import { Big, Count, Flag, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** A file of a message, in our own storage once it is READY. */
@Entity('attachment')
@Index('ix_attachment_message', ['messageId', 'position'])
@Index('ix_attachment_state', ['state', 'createdAt'])
export class AttachmentRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  /** Null while it is uploaded and not yet sent. */
  @Ref({ nullable: true }) messageId: string | null;
  @Ref({ nullable: true }) inboxId: string | null;
  @Ref({ nullable: true }) uploadedById: string | null;
  @Count() position: number;
  @Ref() kind: string;
  @Line() mimeType: string;
  @Line({ length: 255, nullable: true }) fileName: string | null;
  @Big({ nullable: true }) size: number | null;
  @Line({ length: 100, nullable: true }) sha256: string | null;
  @Flag() voice: boolean;
  /** PENDING READY FAILED. */
  @Ref() state: string;
  /** The channel's id of the file. */
  @Line({ length: 255, nullable: true }) providerMediaId: string | null;
  @Text({ nullable: true }) providerUrl: string | null;
  @Line({ nullable: true }) storageKey: string | null;
  @Count({ nullable: true }) width: number | null;
  @Count({ nullable: true }) height: number | null;
  @Big({ nullable: true }) durationMs: number | null;
  @Text({ nullable: true }) error: string | null;
  @Count() attempts: number;
  @Big() createdAt: number;
}
