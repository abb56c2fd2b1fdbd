/**
 * A server that speaks S3, for tests: Versity's gateway over a temporary folder, on a free port of loopback. It is built once with Go and
 * kept in `~/.cache/parley-tests`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const folder = join(homedir(), '.cache/parley-tests/bin');
const program = join(folder, 'versitygw');
const KEY = 'parley';
const SECRET = 'parley-test-secret';
const BUCKET = 'parley-media';

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
    socket.once('connect', () => socket.destroy(resolve(true)));
    socket.once('error', () => resolve(false));
  });

const build = () => {
  mkdirSync(folder, { recursive: true });
  process.stderr.write('Building an S3 server for the tests…\n');
  const made = spawnSync('go', ['install', MODULE], { env: { ...process.env, GOBIN: folder }, stdio: ['ignore', 'ignore', 'inherit'] });
  if (made.status !== 0)
    throw new Error('No S3 server can be built: install Go, or set TEST_S3_URL to s3://key:secret@host:port/bucket?tls=0');
};

/**
 * Starts a server with an empty bucket.
 *
 * @returns {Promise<{ url: string, stop(): Promise<void> }>} `url`: what S3_URL takes
 */
export const start = async () => {
  if (!existsSync(program)) build();
  const data = mkdtempSync(join(tmpdir(), 'parley-s3-'));
  // a folder is a bucket
  mkdirSync(join(data, BUCKET));
  const port = await freePort();
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, '--access', KEY, '--secret', SECRET, '--quiet', 'posix', data], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  let ended = false;
  const end = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    ended = true;
  });
  for (let i = 0; i < 300 && !ended && !(await answers(port)); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  if (ended) throw new Error(`The S3 server did not start:\n${said}`);
  return {
    url: `s3://${KEY}:${SECRET}@127.0.0.1:${port}/${BUCKET}?tls=0`,
    stop: async () => {
      child.kill('SIGTERM');
      await end;
      rmSync(data, { recursive: true, force: true });
    },
  };
};
