import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMediaStore } from '../../media/open-store';
import type { Installation } from '../installation';
import { fail, ok, warn, words, type Finding } from './finding';

const MB = 1024 * 1024;
/** Below this the database may stop any minute. */
const TOO_LITTLE = 100 * MB;
const LITTLE = 1024 * MB;

/** The configuration was read, or nobody would be here. */
export const checkConfiguration = ({ root, config, operator }: Installation): Finding => {
  const mode = config.demo ? 'demo, this machine only' : config.production ? 'production' : 'development';
  return ok('configuration', `${join(root, 'parley.config.ts')}: ${operator.plugins.length} plugins; ${mode}; ${config.publicUrl}`);
};

export const checkNode = (): Finding => ok('node', `Node ${process.versions.node}`);

/** Is DATA_DIR writable, and is there room? */
export const checkStorage = async ({ config: { dataDir } }: Installation): Promise<Finding> => {
  const file = join(dataDir, `.doctor-${process.pid}`);
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, 'a line that parley doctor wrote\n');
    await rm(file);
  } catch (error) {
    return fail(
      'storage',
      `DATA_DIR ${dataDir} cannot be written to: ${words(error)}`,
      'Give this user the right to write there, or name another folder',
    );
  }
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const text = `DATA_DIR ${dataDir}: writable, ${free >= 10 * LITTLE ? `${Math.round(free / MB / 1024)} GB` : `${Math.round(free / MB)} MB`} free`;
  const remedy = 'Make room on the disk, or move DATA_DIR';
  return free < TOO_LITTLE ? fail('storage', text, remedy) : free < LITTLE ? warn('storage', text, remedy) : ok('storage', text);
};

/** Can media be kept in the bucket of S3_URL? Nothing to say without one. */
export const checkBucket = async ({ config }: Installation): Promise<Finding[]> => {
  if (!config.s3) return [];
  const where = `${config.s3.endpoint}/${config.s3.bucket}`;
  return openMediaStore(config)
    .check()
    .then(
      () => [ok('media', `${where} answers`)],
      (error: unknown) => [
        fail('media', `${where} cannot be used: ${words(error)}`, 'Check S3_URL, and the rights of its key on the bucket'),
      ],
    );
};
