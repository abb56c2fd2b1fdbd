import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { inspectBuild } from '../ui/inspect';
import { readUiPackage, UiPackageError, type UiPackage } from '../ui/ui-package';
import { CommandError, defineCommand } from './command';
import { nameOf, SERVER, ServerClient } from './server-client';

const readPackage = (folder: string): UiPackage => {
  try {
    return readUiPackage(folder);
  } catch (error) {
    if (error instanceof UiPackageError) throw new CommandError(`${folder}: ${error.message}.`);
    throw error;
  }
};

/** A gzip tar of `package.json` and the built UI that it names; nothing else of the package leaves this machine. */
const archive = async (folder: string, build: UiPackage): Promise<Buffer> => {
  const { files, problem } = await inspectBuild(build);
  if (problem) throw new CommandError(`${basename(folder)} cannot be published: ${problem}.`);
  const tar = pack();
  const gzip = buffer(tar.pipe(createGzip()));
  const add = (name: string, bytes: Buffer) =>
    new Promise<void>((done, failed) => {
      tar.entry({ name }, bytes, (error) => (error ? failed(error) : done()));
    });
  await add('package.json', await readFile(join(folder, 'package.json')));
  for (const file of files) {
    const path = join(build.folder, file);
    await add(relative(folder, path).split(sep).join('/'), await readFile(path));
  }
  tar.finalize();
  return gzip;
};

export const command = defineCommand({
  about: 'Nothing is rebuilt or restarted. Tabs that are open go on with the build they have; new ones get the active one.',
  options: { ...SERVER, activate: { help: 'Also make it the one that new tabs get' } },
  run: async ({ args: [dir = '.'], options }, io) => {
    const folder = resolve(io.cwd, dir);
    const build = readPackage(folder);
    const body = await archive(folder, build);
    await ServerClient.use(options, io, async (server) => {
      const published = await server.publish(body);
      io.out(`Published ${published.remote} ${nameOf(published)} (${Math.ceil(body.length / 1024)} kB) as ${published.id}.\n`);
      if (published.active) return io.out('It is active already.\n');
      if (!options.activate) return io.out(`Activate it with: parley ui activate ${published.remote} ${nameOf(published)}\n`);
      await server.activate(published.id);
      io.out('It is active: new tabs get it, open ones are told.\n');
    });
  },
});
