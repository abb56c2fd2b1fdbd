import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { entities } from '../entities';
import type { Config } from '../lib/config';
import { Db } from '../lib/db';
import { execute } from '../lib/sets';
import type { MediaStore } from '../media/media-store';
import { mediaFolder, openMediaStore } from '../media/open-store';
import { migrations } from '../migrations';
import { tableNames } from '../plugin-host/tables';
import { readArchive, type ArchiveEntry } from './archive';
import { FOLDERS } from './backup';
import { ArchiveProblem, type Manifest } from './manifest';
import { fillTable } from './rows';
import { makeTable } from './shapes';

/** The ledger of the core: running the migrations has written it. */
const LEDGER = 'migrations';

const nameOf = (Migration: new () => MigrationInterface): string => new Migration().name ?? Migration.name;

/**
 * Can this version read what the archive holds?
 *
 * @throws ArchiveProblem when a newer one wrote it
 */
export const checkVersion = (manifest: Manifest): void => {
  const known = new Set(migrations.map(nameOf));
  const foreign = manifest.migrations.find((name) => !known.has(name));
  if (foreign)
    throw new ArchiveProblem(
      `This archive was made by a newer Parley (${manifest.parley}): its database had run ${foreign}, which this version does not know. Install that version, then restore.`,
    );
};

/** What a restore has done. */
export interface Restored {
  rows: number;
  files: number;
  /** Messages that waited to be sent and are uncertain now. */
  held: number;
  /** The secret key that the archive brought, if it did. */
  secretKey: string | null;
}

/** What a restore works with. */
export interface RestoreOptions {
  config: Config;
  manifest: Manifest;
  /** Send what was waiting to be sent, rather than have a person decide. */
  sendWaiting: boolean;
}

/** The core's tables as they were then, by the core's own migrations; those of plugins by their description. */
const makeTables = async (db: Db, { tables }: Manifest): Promise<void> => {
  const there = await tableNames(db.read, db);
  for (const shape of tables) if (!there.has(shape.name)) await db.write((manager) => makeTable(manager.queryRunner as QueryRunner, shape));
};

const placeMedia = async (store: MediaStore, spool: string, { name, body }: ArchiveEntry): Promise<void> => {
  await mkdir(dirname(spool), { recursive: true });
  await pipeline(body, createWriteStream(spool, { mode: 0o600 }));
  await store.put(spool, name.slice('media/'.length));
};

const placeFile = async (dataDir: string, { name, body }: ArchiveEntry): Promise<void> => {
  const path = join(dataDir, name);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(body, createWriteStream(path));
};

/**
 * What waited to be sent when the backup was made may have gone out since: it is handed over as if a server had died in the middle of it,
 * so that the next start makes it uncertain and a person decides.
 */
const holdWaiting = (db: Db): Promise<number> =>
  db.write((manager) => execute(manager, "update outbox set state = 'SENDING', nodeId = 'restore' where state = 'READY'"));

/**
 * Brings an archive into an empty database and the store of media. It must have been verified.
 *
 * @throws ArchiveProblem when a table has other rows than it should
 */
export const restore = async (path: string, { config, manifest, sendWaiting }: RestoreOptions): Promise<Restored> => {
  const had = new Set(manifest.migrations);
  const db = await Db.connect(config.databaseUrl, { entities, migrations: migrations.filter((one) => had.has(nameOf(one))) });
  try {
    await makeTables(db, manifest);
    const store = openMediaStore(config);
    const shapes = new Map(manifest.tables.map((shape) => [`tables/${shape.name}.jsonl`, shape]));
    const done: Restored = { rows: 0, files: 0, held: 0, secretKey: null };
    for await (const entry of readArchive(path)) {
      const shape = shapes.get(entry.name);
      if (shape && shape.name !== LEDGER) {
        const rows = await fillTable(db, shape, entry.body);
        if (rows !== shape.rows)
          throw new ArchiveProblem(`The table ${shape.name} has ${rows} rows where the archive names ${shape.rows}.`);
        done.rows += rows;
      } else if (entry.name.startsWith('media/')) {
        await placeMedia(store, join(mediaFolder(config), 'tmp', 'restored'), entry);
        done.files++;
      } else if (FOLDERS.some((folder) => entry.name.startsWith(`${folder}/`))) await placeFile(config.dataDir, entry);
      else if (entry.name === 'secret.key') done.secretKey = (await text(entry.body)).trim();
      else entry.body.resume();
    }
    if (!sendWaiting) done.held = await holdWaiting(db);
    return done;
  } finally {
    await db.close();
  }
};
