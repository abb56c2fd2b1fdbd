import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectId } from './ids';
import type { MediaRecord } from './model';
import type { World } from './world';

const DAY = 24 * 3_600_000;
/** How long an uploaded id and an id from a webhook stay valid, and a link to either. */
export const UPLOAD_LIFE_MS = 30 * DAY;
export const INBOUND_LIFE_MS = 7 * DAY;
const LINK_LIFE_MS = 5 * 60_000;

/** Keeps bytes by name. */
export interface Blobs {
  write(name: string, bytes: Buffer): Promise<void>;
  read(name: string): Promise<Buffer | null>;
  remove(name: string): Promise<void>;
}

/** Bytes in memory. */
export class MemoryBlobs implements Blobs {
  private readonly files = new Map<string, Buffer>();
  async write(name: string, bytes: Buffer): Promise<void> {
    this.files.set(name, bytes);
  }
  async read(name: string): Promise<Buffer | null> {
    return this.files.get(name) ?? null;
  }
  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }
}

/** Bytes in a folder, made on first use. Names are digests, so the same file twice is kept once. */
export class FolderBlobs implements Blobs {
  constructor(private readonly folder: string) {}
  async write(name: string, bytes: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, name), bytes);
  }
  read(name: string): Promise<Buffer | null> {
    return readFile(join(this.folder, name)).catch(() => null);
  }
  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }
}

/** The files that WhatsApp holds: ids that expire, and links that expire sooner. */
export class Media {
  private readonly index = new Map<string, MediaRecord>();

  constructor(
    private readonly world: World,
    private readonly blobs: Blobs,
  ) {
    for (const record of world.state.media) this.index.set(record.id, record);
  }

  async put(numberId: string, file: { bytes: Buffer; mimeType: string; fileName?: string }, lifeMs: number): Promise<MediaRecord> {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    await this.blobs.write(sha256, file.bytes);
    const record: MediaRecord = {
      id: objectId(this.world.random, 16),
      numberId,
      mimeType: file.mimeType,
      sha256,
      size: file.bytes.length,
      ...(file.fileName ? { fileName: file.fileName } : {}),
      expiresAt: this.world.now() + lifeMs,
    };
    this.index.set(record.id, record);
    this.world.state.media.push(record);
    return record;
  }

  /** The record, unless its id has expired. */
  get(id: string): MediaRecord | undefined {
    const record = this.index.get(id);
    return record && record.expiresAt > this.world.now() ? record : undefined;
  }

  /** The bytes, expired or not: the phone that has a picture keeps it. */
  async bytes(id: string): Promise<{ record: MediaRecord; bytes: Buffer } | null> {
    const record = this.index.get(id);
    const bytes = record ? await this.blobs.read(record.sha256) : null;
    return record && bytes ? { record, bytes } : null;
  }

  async remove(record: MediaRecord): Promise<void> {
    this.index.delete(record.id);
    this.world.state.media = this.world.state.media.filter((other) => other !== record);
    if (!this.world.state.media.some((other) => other.sha256 === record.sha256)) await this.blobs.remove(record.sha256);
  }

  /** The query of a link to the file, good for five minutes; born expired while that fault is on. */
  linkQuery(record: MediaRecord): string {
    const expires = Math.floor((this.world.now() + (this.world.faults.mediaLinksExpire ? -1000 : LINK_LIFE_MS)) / 1000);
    return `mid=${record.id}&ext=${expires}&hash=${this.linkHash(record.id, String(expires))}`;
  }

  /** The record behind a link, or null when it has expired or was made up. */
  followLink(query: Readonly<Record<string, string | undefined>>): MediaRecord | null {
    const { mid = '', ext = '', hash = '' } = query;
    const expected = this.linkHash(mid, ext);
    if (hash.length !== expected.length || !timingSafeEqual(Buffer.from(hash), Buffer.from(expected))) return null;
    return Number(ext) * 1000 > this.world.now() ? (this.get(mid) ?? null) : null;
  }

  private linkHash(id: string, expires: string): string {
    return createHmac('sha256', this.world.state.seed).update(`${id}|${expires}`).digest('base64url').slice(0, 22);
  }
}
