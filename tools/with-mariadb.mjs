/**
 * `node tools/with-mariadb.mjs <program> <arguments>` runs a program with TEST_DATABASE_URL naming a MariaDB. The one that is set already is
 * used as it is; else a server of our own is started, on a free port of loopback with its files in a temporary folder, and stopped
 * afterwards. Where MariaDB is missing, Debian's package is installed if that is allowed (root, apt).
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVERS = [
  '/usr/sbin/mariadbd',
  '/usr/sbin/mysqld',
  '/usr/local/bin/mariadbd',
  '/opt/homebrew/bin/mariadbd',
  '/usr/libexec/mariadbd',
];
const SETUPS = [
  '/usr/bin/mariadb-install-db',
  '/usr/bin/mysql_install_db',
  '/usr/local/bin/mariadb-install-db',
  '/opt/homebrew/bin/mariadb-install-db',
];
const root = process.getuid?.() === 0;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const find = (paths) =>
  paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const fail = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

const installFromDebian = () => {
  if (!root || !existsSync('/usr/bin/apt-get')) return;
  process.stderr.write('Installing MariaDB for the tests…\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // the package would start a server of its own, on the usual port
  const policy = '/usr/sbin/policy-rc.d';
  const quiet = !existsSync(policy);
  if (quiet) spawnSync('sh', ['-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod +x ${policy}`]);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'mariadb-server']])
    spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (quiet) rmSync(policy, { force: true });
};

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => socket.destroy(resolve(true)));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/** Starts a server of our own. @returns {Promise<{ url: string, stop(): Promise<void> }>} */
const startServer = async () => {
  if (!find(SERVERS) || !find(SETUPS)) installFromDebian();
  const server = find(SERVERS);
  const setup = find(SETUPS);
  if (!server || !setup)
    fail(
      'No MariaDB was found: install mariadb-server, or set TEST_DATABASE_URL to mysql://user:password@host:port/ of a server to test on.',
    );
  const folder = mkdtempSync(join(tmpdir(), 'parley-mariadb-'));
  const data = join(folder, 'data');
  const log = join(folder, 'server.log');
  const user = root ? ['--user=root'] : [];
  if (root) chownSync(folder, 0, 0);
  const made = spawnSync(
    setup,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) fail(`MariaDB could not make its files in ${data}:\n${made.stdout}${made.stderr}`);
  const port = await freePort();
  const child = spawn(
    server,
    [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      `--socket=${join(folder, 's.sock')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--log-error=${log}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-log-bin',
      '--max-connections=400',
      '--innodb-buffer-pool-size=128M',
    ],
    { stdio: 'ignore' },
  );
  let ended = false;
  const end = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    ended = true;
  });
  for (let i = 0; i < 300 && !ended && !(await answers(port)); i++) await pause(100);
  if (ended) fail(`MariaDB did not start:\n${existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-20).join('\n') : ''}`);
  return {
    url: `mysql://root@127.0.0.1:${port}/`,
    stop: async () => {
      child.kill('SIGTERM');
      await end;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const [program, ...args] = process.argv.slice(2);
if (!program) fail('Usage: node tools/with-mariadb.mjs <program> <arguments>');
const given = process.env.TEST_DATABASE_URL;
const database = given ? { url: given, stop: async () => {} } : await startServer();
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, TEST_DATABASE_URL: database.url } });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => {
  child.once('error', () => resolve(127));
  child.once('exit', (status) => resolve(status ?? 1));
});
await database.stop();
process.exit(code);
