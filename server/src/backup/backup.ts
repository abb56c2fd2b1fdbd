import { createReadStream, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../lib/clock';
import type { Config } from '../lib/config';
import type { Db } from '../lib/db';
import { Secrets } from '../lib/secrets';
import { openMediaStore } from '../media/open-store';
import { tableNames } from '../plugin-host/tables';
import { writeArchive, type ArchiveWriter, type Written } from './archive';
import { MANIFEST, SUMS } from './checksums';
import { FORMAT, type Manifest } from './manifest';
import { linesOf } from './rows';
import { shapesOf } from './shapes';

/** Folders in DATA_DIR that go along: builds of the screens, files of plugins. */
export const FOLDERS = ['ui', 'plugins'] as const;

/** What tells a secret key from another without telling the key. */
export const keyPrint = (secretKey: string): string => new Secrets(secretKey).sign('backup');

const version = (): string => (JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string }).version;

interface View extends Pick<Manifest, 'madeAt' | 'migrations' | 'tables'> {
  /** Keys of the files that its rows name. */
  media: string[];
}

/** Writes every table as it is at one moment. */
const writeTables = (db: Db, clock: Clock, add: Adder): Promise<View> =>
  db.snapshot(async (manager) => {
    // the view begins with the first read
    const names = [...(await tableNames(manager, db))].filter((name) => !name.startsWith('sqlite_')).sort();
    const view: View = { madeAt: clock.now(), migrations: [], tables: [], media: [] };
    for (const shape of await shapesOf(manager, names)) {
      let rows = 0;
      const seen = (row: Record<string, unknown>) => {
        rows++;
        if (shape.name === 'migrations') view.migrations.push(String(row.name));
        if (shape.name === 'attachment' && typeof row.storageKey === 'string') view.media.push(row.storageKey);
      };
      await add(`tables/${shape.name}.jsonl`, linesOf(manager, shape, seen));
      view.tables.push({ ...shape, rows });
    }
    return view;
  });

type Adder = (name: string, body: AsyncIterable<Uint8Array | string>) => Promise<Written>;

/** Writes the files of messages. They never change, and each is stored before a row names it: what the view names is there. */
const writeMedia = async (config: Config, keys: readonly string[], add: Adder): Promise<Manifest['media']> => {
  const store = openMediaStore(config);
  const media: Manifest['media'] = { files: 0, bytes: 0, missing: [] };
  for (const key of keys) {
    const file = await store.open(key).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!file) media.missing.push(key);
    else {
      media.bytes += (await add(`media/${key}`, file)).bytes;
      media.files++;
    }
  }
  return media;
};

const writeFolder = async (dataDir: string, name: string, add: Adder): Promise<void> => {
  const entries = await readdir(join(dataDir, name), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    // what begins with a dot is not whole yet
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) await writeFolder(dataDir, `${name}/${entry.name}`, add);
    else if (entry.isFile())
      await add(`${name}/${entry.name}`, createReadStream(join(dataDir, name, entry.name))).catch((error: NodeJS.ErrnoException) => {
        // an old build that was taken away meanwhile
        if (error.code !== 'ENOENT') throw error;
      });
  }
};

const one = async function* (text: string) {
  yield text;
};

const writeAll = async (writer: ArchiveWriter, { db, clock, config, withSecretKey }: BackupOptions): Promise<Manifest> => {
  const sums: string[] = [];
  const add: Adder = async (name, body) => {
    const written = await writer.add(name, body);
    sums.push(`${written.sha256}  ${name}\n`);
    return written;
  };
  const { media: keys, ...view } = await writeTables(db, clock, add);
  const media = await writeMedia(config, keys, add);
  for (const folder of FOLDERS) await writeFolder(config.dataDir, folder, add);
  if (withSecretKey) await add('secret.key', one(`${config.secretKey}\n`));
  const manifest: Manifest = {
    format: FORMAT,
    parley: version(),
    ...view,
    database: db.dialect,
    media,
    keyPrint: keyPrint(config.secretKey),
    withSecretKey,
  };
  await add(MANIFEST, one(`${JSON.stringify(manifest, null, 2)}\n`));
  await writer.add(SUMS, one(sums.join('')));
  return manifest;
};

/** What a backup is made of. */
export interface BackupOptions {
  db: Db;
  clock: Clock;
  config: Config;
  withSecretKey: boolean;
}

/**
 * Writes everything into an archive while servers go on working: the rows of one moment, then the files that they name.
 *
 * @param target a file that ends in `.tar.gz`, `.tgz` or `.tar`, or a folder; not there yet
 */
export const backUp = async (target: string, options: BackupOptions): Promise<Manifest> => {
  const writer = await writeArchive(target, options.clock.now());
  try {
    const manifest = await writeAll(writer, options);
    await writer.finish();
    return manifest;
  } catch (error) {
    await writer.abandon().catch(() => undefined);
    throw error;
  }
};
