import { join } from 'node:path';
import type { Config } from '../lib/config';
import { LocalMediaStore, type MediaStore } from './media-store';
import { S3MediaStore } from './s3-media-store';

/** Where this machine keeps files, and what is not whole yet. */
export const mediaFolder = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'media');

/** The store that the configuration names: the bucket of S3_URL, else a folder in DATA_DIR. */
export const openMediaStore = (config: Pick<Config, 'dataDir' | 's3'>): MediaStore =>
  config.s3 ? new S3MediaStore(config.s3) : new LocalMediaStore(mediaFolder(config));
