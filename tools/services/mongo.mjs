/**
 * A server of our own that speaks MongoDB's protocol, for tests: mongod where the machine has it, else FerretDB on SQLite, built from its Go
 * module and kept in ~/.cache/parley-tests.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { find, runServer } from './common.mjs';

const MODULE = 'github.com/FerretDB/FerretDB';
const VERSION = 'v1.24.0';
const NONE =
  'No MongoDB was found: install mongod, or Go (FerretDB is then built for the tests), or set TEST_MONGODB_URL to mongodb://host:port of a server to test on.';

const ferretdb = () => {
  const cache = join(homedir(), '.cache', 'parley-tests');
  const built = join(cache, `ferretdb-${VERSION}`);
  if (existsSync(built)) return built;
  const go = find('go') ?? ['/usr/local/go/bin/go'].find((path) => existsSync(path));
  if (!go) throw new Error(NONE);
  process.stderr.write('Building FerretDB for the tests…\n');
  const folder = mkdtempSync(join(tmpdir(), 'parley-ferretdb-'));
  const run = (args, cwd) => {
    const { status, stdout, stderr } = spawnSync(go, args, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
    });
    if (status !== 0) throw new Error(`${NONE} FerretDB could not be built:\n${stderr || stdout}`);
    return stdout;
  };
  try {
    const source = join(folder, 'source');
    // the module's own folder is read-only, and lacks the file that its release script writes
    cpSync(JSON.parse(run(['mod', 'download', '-json', `${MODULE}@${VERSION}`], folder)).Dir, source, { recursive: true });
    spawnSync('chmod', ['-R', 'u+w', source]);
    writeFileSync(join(source, 'build', 'version', 'version.txt'), `${VERSION}\n`);
    run(['build', '-o', join(folder, 'ferretdb'), './cmd/ferretdb'], source);
    mkdirSync(cache, { recursive: true });
    cpSync(join(folder, 'ferretdb'), `${built}.${process.pid}`);
    renameSync(`${built}.${process.pid}`, built);
    return built;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

// the smallest message that both answer: { isMaster: 1 } of the database admin, in the form that a connection may begin with
const HELLO = (() => {
  const document = Buffer.from('130000001069734d6173746572000100000000', 'hex');
  const body = Buffer.concat([Buffer.alloc(4), Buffer.from('admin.$cmd\0'), Buffer.from('00000000ffffffff', 'hex'), document]);
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2004, 12);
  return Buffer.concat([head, body]);
})();

/** Starts it, see {@link runServer}; `url` names no database. Options: `port`. */
export const start = async (options = {}) => {
  const mongod = find('mongod');
  const program = mongod ?? ferretdb();
  return runServer('MongoDB', {
    ...options,
    url: (port) => `mongodb://127.0.0.1:${port}`,
    hello: HELLO,
    setUp: (folder) => mkdirSync(join(folder, 'data')),
    command: (folder, port) => [
      program,
      mongod
        ? ['--dbpath', join(folder, 'data'), '--port', String(port), '--bind_ip', '127.0.0.1', '--logpath', join(folder, 'server.log')]
        : [
            '--handler=sqlite',
            `--sqlite-url=file:${join(folder, 'data')}/`,
            `--listen-addr=127.0.0.1:${port}`,
            `--state-dir=${folder}`,
            '--debug-addr=-',
            '--telemetry=disable',
            '--log-level=error',
          ],
    ],
  });
};
