import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { find, newFolder, runServer } from './service.mjs';

const MONGOD = ['/usr/bin/mongod', '/usr/local/bin/mongod', '/opt/homebrew/bin/mongod'];
const GO = ['/usr/local/go/bin/go', '/usr/bin/go', '/usr/local/bin/go', '/opt/homebrew/bin/go'];
const VERSION = 'v1.24.0';
const ADVICE = 'install mongod or Go, or set TEST_MONGODB_URL to mongodb://host:port/database of a server to test on.';

/** FerretDB on SQLite, built once with Go into the user's cache. */
const ferretdb = () => {
  const cache = join(homedir(), '.cache', 'parley-tests', 'bin');
  const program = join(cache, `ferretdb-${VERSION}`);
  if (existsSync(program)) return program;
  const go = find(GO);
  if (!go) throw new Error(`No MongoDB was found: ${ADVICE}`);
  process.stderr.write(`Building FerretDB ${VERSION} for the tests…\n`);
  const work = mkdtempSync(join(tmpdir(), 'parley-ferretdb-'));
  const run = (args, cwd) => {
    const { status, stdout, stderr } = spawnSync(go, args, { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`FerretDB could not be built (${ADVICE})\n${stdout ?? ''}${stderr ?? ''}`);
    return stdout;
  };
  try {
    const { Dir } = JSON.parse(run(['mod', 'download', '-json', `github.com/FerretDB/FerretDB@${VERSION}`], work));
    const source = join(work, 'source');
    cpSync(Dir, source, { recursive: true });
    // Go's modules are read-only, and the program refuses to start without this file, which its own build makes
    spawnSync('chmod', ['-R', 'u+w', source]);
    writeFileSync(join(source, 'build', 'version', 'version.txt'), `${VERSION}\n`);
    mkdirSync(cache, { recursive: true });
    const made = `${program}.${process.pid}`;
    run(['build', '-tags', 'ferretdb_sqlite', '-o', made, './cmd/ferretdb'], source);
    renameSync(made, program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
};

/** Starts a server that speaks MongoDB's protocol: the machine's `mongod`, else FerretDB. Its shape is `runServer`'s; a restart keeps its data. */
export const start = async () => {
  const mongod = find(MONGOD);
  const program = mongod ?? ferretdb();
  const folder = newFolder('mongo');
  const log = join(folder, 'server.log');
  return runServer({
    name: 'MongoDB',
    folder,
    program,
    log,
    url: (port) => `mongodb://127.0.0.1:${port}/parley`,
    args: (port) =>
      mongod
        ? [`--dbpath=${folder}`, `--port=${port}`, '--bind_ip=127.0.0.1', `--logpath=${log}`]
        : [
            `--listen-addr=127.0.0.1:${port}`,
            '--handler=sqlite',
            `--sqlite-url=file:${folder}/`,
            `--state-dir=${folder}`,
            '--debug-addr=-',
            '--telemetry=disable',
          ],
  });
};
