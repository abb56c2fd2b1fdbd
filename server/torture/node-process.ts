import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pause } from './chance';

/** A server takes so long to start at most, in ms. */
const START_MS = 60_000;
const MAIN = join(__dirname, '../dist/main.js');

/** A port of loopback that nobody has now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** How a server process ended. */
export interface End {
  signal: NodeJS.Signals | null;
  code: number | null;
}

/** One server of the run: a process that is started, killed, paused and started again on the same port. */
export class NodeProcess {
  private child: ChildProcess | null = null;
  private ended: Promise<End> = Promise.resolve({ signal: null, code: null });
  /** Does it answer, as far as we know. */
  ready = false;
  paused = false;
  starts = 0;
  /** Time from the start of the process to its first ready answer, in ms. */
  readonly startMs: number[] = [];
  /** What the first start printed, until the setup link was read. */
  output = '';

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly env: NodeJS.ProcessEnv,
    private readonly logFile: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Starts the process and waits until it is ready, or has died at a crash point.
   *
   * @param crashAt where it is to die
   * @returns false: it died first
   */
  async start(crashAt?: string): Promise<boolean> {
    const began = performance.now();
    const env = { ...this.env, PORT: String(this.port), ...(crashAt ? { PARLEY_CRASH_AT: crashAt } : {}) };
    const child = spawn(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', MAIN], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(this.logFile, { flags: 'a' });
    child.stdout.on('data', (chunk: Buffer) => {
      log.write(chunk);
      if (this.output.length < 100_000) this.output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => log.write(chunk));
    this.child = child;
    this.starts++;
    let over = false;
    this.ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => {
        over = true;
        this.ready = false;
        log.end();
        resolve({ code, signal });
      }),
    );
    while (!over) {
      if (performance.now() - began > START_MS)
        throw new Error(`${this.name} was not ready within ${START_MS / 1000} s; its log: ${this.logFile}`);
      const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      await answer?.arrayBuffer().catch(() => undefined);
      if (answer?.status === 200) {
        this.startMs.push(performance.now() - began);
        this.ready = true;
        return true;
      }
      await pause(25);
    }
    const end = await this.ended;
    if (end.signal !== 'SIGKILL')
      throw new Error(`${this.name} ended by itself (${end.signal ?? `code ${end.code}`}); its log: ${this.logFile}`);
    return false;
  }

  get alive(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(): Promise<void> {
    this.ready = false;
    if (this.alive) this.child?.kill('SIGKILL');
    await this.ended;
    this.paused = false;
  }

  /** Waits until it has died by itself, at most so long. */
  async dies(ms: number): Promise<boolean> {
    await Promise.race([this.ended, pause(ms)]);
    return !this.alive;
  }

  /** Stands still, as a machine that has no time for it. */
  stand(): void {
    this.paused = true;
    this.ready = false;
    this.child?.kill('SIGSTOP');
  }

  go(): void {
    this.paused = false;
    this.ready = true;
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.paused) this.go();
    this.ready = false;
    if (this.alive) this.child?.kill('SIGTERM');
    if (!(await this.dies(15_000))) await this.kill();
  }
}
