import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Address } from '../lib/s3-address';
import { isKey, newKey, notThere, type ByteRange, type MediaStore } from './media-store';

/** A stream cannot be sent again by the client: we open the file anew, so often. */
const ATTEMPTS = 3;

type Sdk = typeof import('@aws-sdk/client-s3');

/** Whoever asked hears of the error; the client would write to the console as well. */
const mute = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Files in a bucket, `<prefix>ab/cdef…`. The client is loaded when the first file is asked for: who has no bucket has no use for it. */
export class S3MediaStore implements MediaStore {
  private opened: Promise<{ sdk: Sdk; client: S3Client }> | null = null;

  constructor(private readonly address: S3Address) {}

  async put(file: string, key = newKey()): Promise<string> {
    const { sdk, client } = await this.loaded();
    const { size } = await stat(file);
    for (let attempt = 1; ; attempt++) {
      const body = createReadStream(file);
      try {
        await client.send(new sdk.PutObjectCommand({ ...this.at(key), Body: body, ContentLength: size }));
        break;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      } finally {
        body.destroy();
      }
    }
    await rm(file, { force: true });
    return key;
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const { sdk, client } = await this.loaded();
    const part = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
    try {
      return (await client.send(new sdk.GetObjectCommand({ ...this.at(key), ...part }))).Body as Readable;
    } catch (error) {
      throw (error as Error).name === 'NoSuchKey' ? notThere() : error;
    }
  }

  async delete(key: string): Promise<void> {
    const { sdk, client } = await this.loaded();
    await client.send(new sdk.DeleteObjectCommand(this.at(key)));
  }

  async check(): Promise<void> {
    const { sdk, client } = await this.loaded();
    await client.send(new sdk.HeadBucketCommand({ Bucket: this.address.bucket }));
  }

  private at(key: string): { Bucket: string; Key: string } {
    if (!isKey(key)) throw notThere();
    return { Bucket: this.address.bucket, Key: `${this.address.prefix}${key.slice(0, 2)}/${key.slice(2)}` };
  }

  private loaded(): Promise<{ sdk: Sdk; client: S3Client }> {
    this.opened ??= import('@aws-sdk/client-s3').then((sdk) => {
      const { endpoint, region, credentials } = this.address;
      const client = new sdk.S3Client({
        endpoint,
        region,
        logger: mute,
        ...(credentials ? { credentials } : {}),
        // most servers know buckets by path only, Amazon by name
        forcePathStyle: !endpoint.endsWith('.amazonaws.com'),
        // older servers refuse the checksums that newer clients add
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      });
      return { sdk, client };
    });
    return this.opened;
  }
}
