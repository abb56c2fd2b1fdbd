import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { readArchive } from './archive';
import { ArchiveProblem, readManifest, type Manifest } from './manifest';

/** The list of checksums in an archive, as `sha256sum -c` reads it. */
export const SUMS = 'SHA256SUMS';
export const MANIFEST = 'manifest.json';

/** What the unpackers throw at a file that is cut off or is none. */
const BROKEN = /\bZ_|ERR_STREAM_PREMATURE|invalid tar|unexpected end/i;

/**
 * Reads an archive from its beginning to its end and compares every byte.
 *
 * @returns its manifest
 * @throws ArchiveProblem when a file is missing, changed or too much
 */
export const verifyArchive = async (path: string): Promise<Manifest> => {
  const found = new Map<string, string>();
  let sums = '';
  let manifest = '';
  try {
    for await (const { name, body } of readArchive(path)) {
      if (name === SUMS) {
        sums = await text(body);
        continue;
      }
      const hash = createHash('sha256');
      for await (const chunk of body) {
        hash.update(chunk as Buffer);
        if (name === MANIFEST) manifest += String(chunk);
      }
      found.set(name, hash.digest('hex'));
    }
  } catch (error) {
    if (!BROKEN.test(`${(error as NodeJS.ErrnoException).code ?? ''} ${(error as Error).message}`)) throw error;
    throw new ArchiveProblem('This archive is damaged: it cannot be unpacked to its end.');
  }
  if (sums === '' || manifest === '')
    throw new ArchiveProblem(`This is no archive of "parley backup", or a part of one: ${sums === '' ? SUMS : MANIFEST} is missing.`);
  for (const line of sums.trimEnd().split('\n')) {
    const [, sum, name = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (!found.has(name)) throw new ArchiveProblem(`This archive is damaged: ${name || SUMS} is missing.`);
    if (found.get(name) !== sum) throw new ArchiveProblem(`This archive is damaged: ${name} is not what was written.`);
    found.delete(name);
  }
  const [extra] = found.keys();
  if (extra !== undefined) throw new ArchiveProblem(`This archive is damaged: it holds ${extra}, which was not written into it.`);
  return readManifest(manifest);
};
