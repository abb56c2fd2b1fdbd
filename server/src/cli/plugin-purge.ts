import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Db } from '../lib/db';
import { purgePlugin, type Remains } from '../plugin-host/retire';
import { UiBuildRow } from '../ui/ui-build.entity';
import { CommandError, defineCommand } from './command';
import { openInstallation } from './installation';
import { configured, findRemains, openAsIs, placeOf, showRemains } from './plugin-remains';
import { isSure } from './sure';

const PAGE = 500;

/** Bytes as base64, so that they survive in JSON. */
const portable = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && (value as { type?: string }).type === 'Buffer'
    ? { base64: Buffer.from((value as { data: number[] }).data).toString('base64') }
    : value;

/** Writes every row as a line of JSON: `{"table":"acme_point","row":{…}}`. */
const exportRows = async (db: Db, remains: Remains, file: string): Promise<number> => {
  const out = createWriteStream(file, { flags: 'wx' });
  await once(out, 'open').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'EEXIST' ? `${file} is there already. Name another file.` : `${file} cannot be written: ${error.message}.`,
    );
  });
  let count = 0;
  for (const { name } of remains.tables) {
    const [first] = (await db.read.query(`select * from \`${name}\` limit 1`)) as object[];
    // by every column: no page may skip a row or tell it twice
    const order = Object.keys(first ?? {}).map((_, column) => column + 1);
    for (let offset = 0; first !== undefined; offset += PAGE) {
      const rows = (await db.read.query(
        `select * from \`${name}\` order by ${order.join(',')} limit ${PAGE} offset ${offset}`,
      )) as object[];
      for (const row of rows) if (!out.write(`${JSON.stringify({ table: name, row }, portable)}\n`)) await once(out, 'drain');
      count += rows.length;
      if (rows.length < PAGE) break;
    }
  }
  out.end();
  await once(out, 'finish');
  return count;
};

export const command = defineCommand({
  about: 'It shows what there is and asks first. Nothing brings it back, except a file that --export wrote.',
  options: {
    export: { value: '<file>', help: 'Before that, write every row of its tables as a line of JSON into a new file' },
    yes: { help: 'Do not ask' },
  },
  run: async ({ args: [id = ''], options }, io) => {
    const installation = await openInstallation(io);
    const named = configured(installation, id);
    if (named)
      throw new CommandError(
        `${id} is still in use. First take out ${placeOf(installation, named)} and start the server again; see: parley plugin remove ${id}`,
      );
    const db = await openAsIs(installation);
    try {
      const remains = await findRemains(db, id, null);
      showRemains(io, remains);
      if (remains.prefix === null) io.out('It kept no tables, as far as its ledger tells.\n');
      if (!options.yes && !(await isSure(io, `Delete all of it for ever?`))) return (io.out('Nothing was deleted.\n'), 1);
      if (options.export) io.out(`${await exportRows(db, remains, resolve(io.cwd, options.export))} rows written to ${options.export}.\n`);
      await purgePlugin(db, id);
      await db.write((manager) => manager.delete(UiBuildRow, { remote: id }));
      for (const part of ['ui', 'plugins']) await rm(join(installation.config.dataDir, part, id), { recursive: true, force: true });
      io.out(`${id} is gone.\n`);
      return 0;
    } finally {
      await db.close();
    }
  },
});
