import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { backUp } from '../backup/backup';
import { isTar } from '../backup/archive';
import type { Manifest } from '../backup/manifest';
import { systemClock } from '../lib/clock';
import { CommandError, defineCommand, type Io } from './command';
import { databaseExists, openDb, openInstallation, shownAddress } from './installation';
import { countOf, sizeOf, timeOf } from './words';

const tell = (io: Io, address: string, target: string, { madeAt, tables, media, withSecretKey }: Manifest): void => {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  io.out(`${address} as it was at ${timeOf(madeAt)}: ${countOf(tables.length, 'table')}, ${countOf(rows, 'row')}, `);
  io.out(`${countOf(media.files, 'file')} of messages (${sizeOf(media.bytes)}).\n`);
  if (media.missing.length > 0)
    io.out(`${countOf(media.missing.length, 'file')} that messages name could not be found; manifest.json lists their keys.\n`);
  io.out(`Written to ${target}${isTar(target) ? `, ${sizeOf(statSync(target).size)}` : ''}.\n`);
  io.out(
    withSecretKey
      ? 'The secret key is in it: whoever has this archive can read the passwords and tokens of your channels and plugins.\n'
      : 'The secret key is not in it. Without it nobody can read the settings of channels and plugins: keep SECRET_KEY, or secret.key of DATA_DIR, in another safe place.\n',
  );
};

export const command = defineCommand({
  about:
    'Servers go on meanwhile. A name that ends in .tar.gz, .tgz or .tar makes one file, any other a folder. It holds the rows of one moment, the files that they name, the builds of the screens and the files of plugins; of jobs that lie in MongoDB it holds nothing.',
  options: {
    'with-secret-key': { help: 'Put the secret key in as well: the archive then opens every sealed setting for whoever has it' },
  },
  run: async ({ args: [given = ''], options }, io) => {
    const installation = await openInstallation(io);
    const target = resolve(io.cwd, given);
    const address = shownAddress(installation.config.databaseUrl);
    if (existsSync(target)) throw new CommandError(`${target} is there already. Name another file or folder.`);
    if (!databaseExists(installation)) throw new CommandError(`There is no database at ${address} yet: there is nothing to back up.`);
    const db = await openDb(installation, { migrate: false });
    try {
      const { config } = installation;
      const manifest = await backUp(target, { db, clock: systemClock, config, withSecretKey: options['with-secret-key'] === true });
      tell(io, address, target, manifest);
      if (config.mongodbUrl) io.out('Jobs lie in MongoDB (MONGODB_URL): back that up with its own tools.\n');
    } finally {
      await db.close();
    }
  },
});
