import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where files lie. A key is the store's own: nothing that anybody sent is part of it. */
export interface MediaStore {
  /**
   * Takes over a finished file.
   *
   * @param file a temporary file; it is gone afterwards
   * @returns the key
   */
  put(file: string): Promise<string>;
  /** Opens a file or a part of it. Throws an error with the code ENOENT when it is not there. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Removes a file; one that is not there is no error. */
  delete(key: string): Promise<void>;
}

const KEY = /^[0-9a-f]{32}$/;

/** Files in a folder of this machine, `ab/cdef…`. A file appears whole or not at all. */
export class LocalMediaStore implements MediaStore {
  constructor(private readonly folder: string) {}

  async put(file: string): Promise<string> {
    const key = randomBytes(16).toString('hex');
    const path = this.pathOf(key);
    await mkdir(join(path, '..'), { recursive: true });
    await rename(file, path);
    return key;
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const handle = await open(this.pathOf(key), 'r');
    return createReadStream('', { fd: handle, ...(range ?? {}) });
  }

  async delete(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  private pathOf(key: string): string {
    if (!KEY.test(key)) throw Object.assign(new Error('not a key of this store'), { code: 'ENOENT' });
    return join(this.folder, key.slice(0, 2), key.slice(2));
  }
}
