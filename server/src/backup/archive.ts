import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack, type Pack } from 'tar-stream';
import { ArchiveProblem } from './manifest';

/** What was written under a name. */
export interface Written {
  bytes: number;
  /** SHA-256, hex. */
  sha256: string;
}

/** Where a backup is written. Nothing has the target's name before it is whole. */
export interface ArchiveWriter {
  /** Adds a file. */
  add(name: string, body: AsyncIterable<Uint8Array | string>): Promise<Written>;
  finish(): Promise<void>;
  /** Removes what there is of it. */
  abandon(): Promise<void>;
}

/** What lies in an archive: read `body` before the next one is asked for. */
export interface ArchiveEntry {
  name: string;
  body: Readable;
}

/** Is this the name of one file, rather than of a folder? */
export const isTar = (target: string): boolean => /\.(tar|tar\.gz|tgz)$/i.test(target);

const spool = async (file: string, body: AsyncIterable<Uint8Array | string>): Promise<Written> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* () {
    for await (const piece of body) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await pipeline(Readable.from(counted()), createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
};

class FolderWriter implements ArchiveWriter {
  private readonly partial: string;
  constructor(private readonly target: string) {
    this.partial = `${target}.partial`;
  }

  add(name: string, body: AsyncIterable<Uint8Array | string>): Promise<Written> {
    return spool(join(this.partial, name), body);
  }

  finish(): Promise<void> {
    return rename(this.partial, this.target);
  }

  abandon(): Promise<void> {
    return rm(this.partial, { recursive: true, force: true });
  }
}

class TarWriter implements ArchiveWriter {
  private readonly partial: string;
  private readonly piece: string;
  private readonly tar: Pack = pack();
  private readonly out: WriteStream;
  private readonly written: Promise<void>;

  constructor(
    private readonly target: string,
    now: number,
  ) {
    this.partial = `${target}.partial`;
    this.piece = `${this.partial}.piece`;
    this.mtime = new Date(now);
    this.out = createWriteStream(this.partial, { mode: 0o600 });
    this.written = target.endsWith('.tar') ? pipeline(this.tar, this.out) : pipeline(this.tar, createGzip(), this.out);
    // heard by whoever adds or finishes
    this.written.catch(() => undefined);
  }

  private readonly mtime: Date;

  async add(name: string, body: AsyncIterable<Uint8Array | string>): Promise<Written> {
    // a tar names the length before the bytes
    const written = await spool(this.piece, body);
    const entry = this.tar.entry({ name, size: written.bytes, mode: 0o600, mtime: this.mtime });
    await Promise.race([
      pipeline(createReadStream(this.piece), entry),
      this.written.then(() => Promise.reject(new Error('the archive ended'))),
    ]);
    return written;
  }

  async finish(): Promise<void> {
    this.tar.finalize();
    await this.written;
    await rm(this.piece, { force: true });
    await rename(this.partial, this.target);
  }

  async abandon(): Promise<void> {
    this.tar.destroy();
    this.out.destroy();
    await finished(this.out).catch(() => undefined);
    await rm(this.piece, { force: true });
    await rm(this.partial, { force: true });
  }
}

/**
 * Begins an archive: one file when the name ends in `.tar.gz`, `.tgz` or `.tar`, else a folder.
 *
 * @param now epoch ms
 */
export const writeArchive = async (target: string, now: number): Promise<ArchiveWriter> => {
  await mkdir(dirname(target), { recursive: true });
  // what an attempt that was killed left behind
  await rm(`${target}.partial`, { recursive: true, force: true });
  return isTar(target) ? new TarWriter(target, now) : new FolderWriter(target);
};

async function* filesOf(folder: string, below = ''): AsyncGenerator<ArchiveEntry> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* filesOf(folder, name);
    else yield { name, body: createReadStream(join(folder, name)) };
  }
}

const isPacked = async (file: string): Promise<boolean> => {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
};

async function* entriesOf(file: string): AsyncGenerator<ArchiveEntry> {
  const tar = extract();
  const source = createReadStream(file);
  const reading = (await isPacked(file)) ? pipeline(source, createGunzip(), tar) : pipeline(source, tar);
  // the loop hears of it
  reading.catch((error: Error) => tar.destroy(error));
  for await (const entry of tar) {
    if (entry.header.type === 'file') yield { name: entry.header.name, body: entry as unknown as Readable };
    entry.resume();
  }
  await reading;
}

/**
 * Goes through what lies in an archive. One that breaks off throws what the unpacker says, here or while a body is read.
 *
 * @throws ArchiveProblem when it is not there
 */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new ArchiveProblem(`There is no archive at ${path}.`);
  for await (const entry of found.isDirectory() ? filesOf(path) : entriesOf(path)) {
    if (entry.name.split(/[/\\]/).some((part) => part === '..' || part === ''))
      throw new ArchiveProblem('This archive names a path outside of itself; it is not one of ours.');
    yield entry;
  }
}
