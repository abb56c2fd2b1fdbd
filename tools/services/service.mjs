/** What the test services share: finding and installing programs, a free port, a server of our own that can be started again. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this process may install packages and owns what it makes as root. */
export const root = process.getuid?.() === 0;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The first of these paths that is a program, or undefined. */
export const find = (paths) =>
  paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Installs one of Debian's packages where that is allowed (root, apt), without the server that it would start; else does nothing. */
export const installFromDebian = (name) => {
  if (!root || !existsSync('/usr/bin/apt-get')) return;
  process.stderr.write(`Installing ${name} for the tests…\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // the package would start a server of its own, on the usual port
  const policy = '/usr/sbin/policy-rc.d';
  const quiet = !existsSync(policy);
  if (quiet) spawnSync('sh', ['-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod +x ${policy}`]);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]])
    spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (quiet) rmSync(policy, { force: true });
};

/** A new temporary folder for one server's files. */
export const newFolder = (name) => {
  const folder = mkdtempSync(join(tmpdir(), `parley-${name}-`));
  if (root) chownSync(folder, 0, 0);
  return folder;
};

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Whether something on loopback takes connections; with `greets`, whether it also speaks first, as MariaDB does. */
const answers = (port, greets) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once(greets ? 'data' : 'connect', () => socket.destroy(resolve(true)));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/**
 * Runs a server on a free port of loopback.
 * @param {{ name: string, folder: string, program: string, args(port: number): string[], url(port: number): string, log?: string, greets?: boolean }} service
 * @returns {Promise<{ url: string, readonly pid: number, restart(): Promise<void>, stop(): Promise<void> }>} `pid` is the process that
 *   runs now; `restart` ends it if it still runs and starts it on the same port and files; `stop` ends it and removes its files
 * @throws {Error} with the end of its log when it does not start within 30 s
 */
export const runServer = async ({ name, folder, program, args, url, log, greets = false }) => {
  const port = await freePort();
  let child;
  let end;
  let ended = true;
  const launch = async () => {
    ended = false;
    child = spawn(program, args(port), { stdio: 'ignore', cwd: folder });
    end = new Promise((resolve) => child.once('exit', resolve).once('error', resolve)).then(() => {
      ended = true;
    });
    let ready = false;
    for (let i = 0; i < 300 && !ended && !ready; i++) {
      ready = await answers(port, greets);
      if (!ready) await pause(100);
    }
    if (ready && !ended) return;
    await halt('SIGKILL');
    const tail = log && existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-20).join('\n') : '';
    throw new Error(`${name} did not start:\n${tail}`);
  };
  const halt = async (signal) => {
    if (ended) return;
    child.kill(signal);
    // a process that was paused would never see the signal
    child.kill('SIGCONT');
    await end;
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await launch();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    url: url(port),
    get pid() {
      return child.pid;
    },
    restart: async () => {
      await halt('SIGTERM');
      await launch();
    },
    stop: async () => {
      await halt('SIGTERM');
      remove();
    },
  };
};
