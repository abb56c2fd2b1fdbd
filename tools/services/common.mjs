/** What the servers of the tests share: finding and installing a program, a free port, a process with files of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const root = process.getuid?.() === 0;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/libexec', '/usr/local/bin', '/opt/homebrew/bin'];

/** The path of the first of these programs that the machine has; undefined when it has none. */
export const find = (...names) =>
  names
    .flatMap((name) => FOLDERS.filter(Boolean).map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** Installs a package of Debian's where that is allowed (root, apt). Its server is not started: it would take the usual port. */
export const installFromDebian = (name) => {
  if (!root || !existsSync('/usr/bin/apt-get')) return;
  process.stderr.write(`Installing ${name} for the tests…\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const policy = '/usr/sbin/policy-rc.d';
  const quiet = !existsSync(policy);
  if (quiet) spawnSync('sh', ['-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod +x ${policy}`]);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]])
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

/** Whether a server takes connections on a port of loopback and, having been sent `hello` where given, says something. */
const answers = (port, hello) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1_000, () => done(false));
    if (hello !== undefined) socket.once('connect', () => socket.write(hello));
    socket.once('data', () => done(true));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });

/**
 * Runs a server with its files in a temporary folder.
 *
 * @param name what to call it in errors
 * @param {{
 *   url(port: number): string,
 *   hello?: string | Buffer,
 *   setUp?(folder: string): void,
 *   command(folder: string, port: number): [program: string, args: string[]],
 *   env?: Record<string, string>,
 *   port?: number,
 * }} server `hello`: what to send so that it answers, for servers that do not speak first; `port`: a free one unless given
 * @returns {Promise<{ url: string, pid: number, stop(): Promise<void>, kill(): Promise<void>, restart(): Promise<void> }>} `stop` ends it and
 *   removes its files, `kill` is SIGKILL, `restart` starts it again on the same port with the same files. `pid` is the running process's.
 * @throws {Error} when it does not start
 */
export const runServer = async (name, { url, hello, setUp, command, env, port: wanted }) => {
  const folder = mkdtempSync(join(tmpdir(), `parley-${name.toLowerCase()}-`));
  const port = wanted ?? (await freePort());
  const log = join(folder, 'server.log');
  let child;
  let ended;
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  const begin = async () => {
    const [program, args] = command(folder, port);
    let over = false;
    child = spawn(program, args, { stdio: 'ignore', cwd: folder, env: { ...process.env, ...env } });
    ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    }).then(() => {
      over = true;
    });
    let up = false;
    for (let i = 0; i < 300 && !over && !(up = await answers(port, hello)); i++) await pause(100);
    if (up && !over) return;
    await end('SIGKILL');
    throw new Error(`${name} did not start: ${existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-20).join('\n') : program}`);
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    setUp?.(folder);
    await begin();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    url: url(port),
    get pid() {
      return child.pid;
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await begin();
    },
    stop: async () => {
      await end('SIGTERM');
      remove();
    },
  };
};
