import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../lib/clock';

/** A file has more bytes than allowed; what came was thrown away. */
export class TooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
  }
}

/** A file that has come in whole and lies in a temporary place. */
export interface Spooled {
  path: string;
  size: number;
  /** Hex. */
  sha256: string;
  /** Removes it, if nobody took it over. */
  discard(): Promise<void>;
}

const STALE_MS = 24 * 3_600_000;

/** Where incoming files lie until they are whole and known to be wanted. */
export class Spool {
  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes a stream to a temporary file while counting and hashing it; never more than `maxBytes` reach the disk.
   *
   * @throws TooLarge, or what the stream threw; nothing is left behind then
   */
  async receive(body: AsyncIterable<Uint8Array>, maxBytes: number, signal?: AbortSignal): Promise<Spooled> {
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, `${this.clock.now()}-${randomBytes(12).toString('hex')}`);
    const discard = () => rm(path, { force: true });
    const hash = createHash('sha256');
    let size = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > maxBytes) throw new TooLarge(maxBytes);
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(Readable.from(body), counted, createWriteStream(path, { mode: 0o600 }), ...(signal ? [{ signal }] : []));
    } catch (error) {
      await discard();
      throw error;
    }
    return { path, size, sha256: hash.digest('hex'), discard };
  }

  /** Removes what a crash left behind more than a day ago. */
  async sweep(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const stale = names.filter((name) => Number(name.split('-')[0]) < this.clock.now() - STALE_MS);
    await Promise.all(stale.map((name) => rm(join(this.folder, name), { force: true })));
  }
}
