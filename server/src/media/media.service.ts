import { IsNull, LessThan } from 'typeorm';
import type { Kernel } from '../kernel';
import { newId } from '../lib/ids';
import { AttachmentRow } from '../messages/attachment.entity';
import type { Viewer } from '../people/viewer';
import type { MediaStore } from './media-store';
import { safeName, uploadType } from './media-type';
import type { Spool } from './spool';
import { UploadRefused, type Upload } from './upload';

/** Uploads that nobody sent are kept so long, in ms. */
const UNSENT_MS = 24 * 3_600_000;
const PAGE = 200;

/** Keeps what agents attach until it is sent. */
export class MediaService {
  constructor(
    private readonly kernel: Kernel,
    private readonly store: MediaStore,
    private readonly spool: Spool,
  ) {}

  /**
   * Makes an attachment of an upload; it belongs to nobody's message yet.
   *
   * @throws UploadRefused when it is empty or of a type that is not allowed
   */
  async keep(viewer: Viewer, { file, fileName, voice }: Upload): Promise<AttachmentRow> {
    try {
      if (file.size === 0) throw new UploadRefused(400, 'UPLOAD_EMPTY', 'The file is empty.');
      const name = safeName(fileName);
      const type = await uploadType(file.path, name);
      if (!type)
        throw new UploadRefused(
          415,
          'UPLOAD_UNSUPPORTED',
          'Files of this type cannot be attached. Send a picture (JPG, PNG), a video (MP4), audio, or a document (PDF, Word, PowerPoint, Excel, text).',
        );
      const now = this.kernel.clock.now();
      const row = Object.assign(new AttachmentRow(), {
        id: newId('att', now),
        orgId: viewer.orgId,
        messageId: null,
        inboxId: null,
        uploadedById: viewer.agentId,
        position: 0,
        kind: type.kind,
        mimeType: type.mimeType,
        fileName: name,
        size: file.size,
        sha256: file.sha256,
        voice: voice && type.kind === 'audio',
        state: 'READY',
        providerMediaId: null,
        providerUrl: null,
        storageKey: await this.store.put(file.path),
        width: null,
        height: null,
        durationMs: null,
        error: null,
        attempts: 0,
        createdAt: now,
      });
      await this.kernel.db.write((manager) => manager.insert(AttachmentRow, row as never));
      return row;
    } finally {
      await file.discard();
    }
  }

  /** Removes uploads that were never sent, and what crashes left behind. */
  async sweep(): Promise<void> {
    await this.spool.sweep();
    const before = this.kernel.clock.now() - UNSENT_MS;
    for (let full = true; full;) {
      const rows = await this.kernel.db.read.find(AttachmentRow, {
        where: { state: 'READY', createdAt: LessThan(before), messageId: IsNull() },
        take: PAGE,
      });
      full = rows.length === PAGE;
      for (const row of rows) {
        // one that is being sent at this moment stays
        const gone = await this.kernel.db.write((manager) => manager.delete(AttachmentRow, { id: row.id, messageId: IsNull() }));
        if (gone.affected === 1 && row.storageKey) await this.store.delete(row.storageKey);
      }
    }
  }
}
