import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where files lie: a folder or a bucket. A key is the store's own: nothing that anybody sent is part of it. What a key names never changes. */
export interface MediaStore {
  /**
   * Takes over a finished file.
   *
   * @param file a temporary file; it is gone afterwards
   * @param key the one that it had before, when a backup is restored
   * @returns the key
   */
  put(file: string, key?: string): Promise<string>;
  /** Opens a file or a part of it. Throws an error with the code ENOENT when it is not there. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Removes a file; one that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Throws when files cannot be kept here now. */
  check(): Promise<void>;
}

const KEY = /^[0-9a-f]{32}$/;

/** A key that nobody can guess. */
export const newKey = (): string => randomBytes(16).toString('hex');

/** Could this be a key? Then no more than its letters are in it. */
export const isKey = (key: string): boolean => KEY.test(key);

/** What {@link MediaStore.open} throws when there is no such file. */
export const notThere = (): Error => Object.assign(new Error('there is no file under this key'), { code: 'ENOENT' });

/** Files in a folder of this machine, `ab/cdef…`. A file appears whole or not at all. */
export class LocalMediaStore implements MediaStore {
  constructor(private readonly folder: string) {}

  async put(file: string, key = newKey()): Promise<string> {
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

  async check(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await access(this.folder, constants.W_OK);
  }

  private pathOf(key: string): string {
    if (!isKey(key)) throw notThere();
    return join(this.folder, key.slice(0, 2), key.slice(2));
  }
}
