import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

/** A program that has said it is ready. */
export interface Running {
  pid: number;
  port: number;
  /** From the start of the process until it was ready, ms. */
  readyMs: number;
  /** What it wrote until it was ready. */
  output: string;
  /** Resident memory now, MB. */
  rss(): number;
  stop(): Promise<void>;
}

/** A port that nobody listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const STARTING_MS = 60_000;

/**
 * Starts a Node program on a port (`PORT`) and waits until it has written `ready`.
 *
 * @throws Error with its last words when it ends, or takes longer than a minute
 */
export const start = async (args: readonly string[], env: Record<string, string>, ready: string): Promise<Running> => {
  const port = env.PORT ? Number(env.PORT) : await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${args.join(' ')} ${why}\n${output.slice(-2000)}`));
    const timer = setTimeout(() => fail('did not become ready'), STARTING_MS);
    let isReady = false;
    const read = (bytes: Buffer): void => {
      // what it says later are complaints
      if (isReady) return void process.stderr.write(bytes);
      output = (output + bytes.toString()).slice(-20_000);
      if (!output.includes(ready)) return;
      isReady = true;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
  const { pid = 0 } = child;
  return {
    pid,
    port,
    readyMs: performance.now() - startedAt,
    output,
    rss: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024,
    stop: () => stop(child),
  };
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
};
