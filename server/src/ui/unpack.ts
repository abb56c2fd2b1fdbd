import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** What a published package may weigh. */
export const LIMITS = {
  /** As it is sent. */
  archiveBytes: 64 * 1024 * 1024,
  /** All files together, unpacked. */
  bytes: 128 * 1024 * 1024,
  files: 10_000,
};

/** An archive that is not taken; the message is a sentence for whoever sent it. */
export class ArchiveError extends Error {
  constructor(
    readonly code: 'ARCHIVE_TOO_LARGE' | 'ARCHIVE_UNSAFE' | 'ARCHIVE_UNREADABLE',
    message: string,
  ) {
    super(message);
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
const tooLarge = (bytes: number): ArchiveError =>
  new ArchiveError('ARCHIVE_TOO_LARGE', `The archive has more than ${megabytes(bytes)}; publish the built files only.`);

/** Judges an entry by its header, before a byte of it is written. */
const judge = ({ name: path, type, size = 0 }: Header, sum: { files: number; bytes: number }): ArchiveError | null => {
  const name = JSON.stringify(path.slice(0, 120));
  const parts = path.split(/[/\\]/);
  if (/^([/\\]|[a-z]:)/i.test(path) || parts.includes('..') || path.includes('\0'))
    return new ArchiveError('ARCHIVE_UNSAFE', `The archive names a path outside of itself: ${name}.`);
  if (type === 'directory') return null;
  if (type !== 'file' && type !== 'contiguous-file')
    return new ArchiveError('ARCHIVE_UNSAFE', `The archive holds a link or a device, ${name}; only files and folders are taken.`);
  sum.files += 1;
  sum.bytes += size;
  if (sum.files > LIMITS.files)
    return new ArchiveError('ARCHIVE_TOO_LARGE', `The archive holds more than ${LIMITS.files} files; publish the built files only.`);
  return sum.bytes > LIMITS.bytes ? tooLarge(LIMITS.bytes) : null;
};

/** Lets so many bytes through: headers and padding come on top of the files, and a tar of nothing else is a bomb too. */
async function* atMost(source: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const chunk of source) {
    seen += chunk.length;
    if (seen > bytes) throw tooLarge(bytes);
    yield chunk;
  }
}

/** Writes the chunks of a tar into a folder, entry by entry, as long as {@link judge} has nothing against it. */
const write = async (chunks: AsyncIterable<Buffer>, folder: string): Promise<void> => {
  const sum = { files: 0, bytes: 0 };
  const entries = extract();
  const fed = pipeline(atMost(chunks, LIMITS.bytes * 2), entries);
  // what goes wrong in it ends the loop below as well
  fed.catch(() => undefined);
  for await (const entry of entries) {
    const { header } = entry;
    const refused = judge(header, sum);
    if (refused) throw refused;
    const file = join(folder, header.name);
    await mkdir(header.type === 'directory' ? file : dirname(file), { recursive: true });
    // the sender's modes say nothing here: files are read, never run
    if (header.type === 'directory') entry.resume();
    else await pipeline(entry, createWriteStream(file, { mode: 0o644 }));
  }
  await fed;
};

/**
 * Unpacks a gzip tar of a package into an empty folder.
 *
 * @throws ArchiveError; what was written until then is the caller's to remove
 */
export const unpack = async (source: AsyncIterable<Buffer>, folder: string): Promise<void> => {
  try {
    await pipeline(atMost(source, LIMITS.archiveBytes), createGunzip(), (chunks: AsyncIterable<Buffer>) => write(chunks, folder));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError('ARCHIVE_UNREADABLE', `The body is not a gzip tar of a package: ${(error as Error).message}.`);
  }
};
