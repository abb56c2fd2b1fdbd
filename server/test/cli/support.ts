import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SERVER = join(__dirname, '../..');

/** What a command said, and how it ended. */
export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** A folder of an operator's own, outside the repository, in which the real command runs as a process of its own. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'parley-operator-')));
  private server: ChildProcess | null = null;

  constructor(config: string | null = 'export default { plugins: [] };\n') {
    if (!existsSync(join(SERVER, 'dist/cli/main.js')))
      throw new Error('The command is not built. Run: npm test (it builds first), or npm run build.');
    symlinkSync(join(SERVER, '../node_modules'), join(this.path, 'node_modules'), 'dir');
    if (config !== null) this.write('parley.config.ts', config);
  }

  write(name: string, text: string): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Writes files below a folder; what was there is gone. */
  install(folder: string, files: Record<string, string>): void {
    rmSync(join(this.path, folder), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) this.write(`${folder}/${name}`, text);
  }

  /** Runs `parley …`. */
  run(args: readonly string[], options: { env?: Record<string, string>; stdin?: string; cwd?: string } = {}): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = this.spawn(args, options.env, options.cwd);
      const outcome: Outcome = { code: null, out: '', err: '' };
      child.stdout?.on('data', (chunk: Buffer) => (outcome.out += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (outcome.err += chunk.toString()));
      child.once('error', reject);
      child.once('close', (code) => resolve({ ...outcome, code }));
      child.stdin?.end(options.stdin ?? '');
    });
  }

  /** Starts the server with `parley start` and waits until it is ready. */
  start(env: Record<string, string>): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.spawn(['start'], env);
      this.server = child;
      let output = '';
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Parley is ready')) resolve();
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
    });
  }

  /** Ends the server without a warning. */
  async kill(): Promise<void> {
    const child = this.server;
    this.server = null;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Stops the server as a service manager does. */
  async stop(): Promise<number | null> {
    const child = this.server;
    this.server = null;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return gone;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.path, { recursive: true, force: true });
  }

  private spawn(args: readonly string[], env: Record<string, string> = {}, cwd = this.path): ChildProcess {
    const { PATH, HOME } = process.env;
    return spawn(process.execPath, [join(SERVER, 'bin/parley.js'), ...args], {
      cwd,
      env: { ...(PATH ? { PATH } : {}), ...(HOME ? { HOME } : {}), LOG_LEVEL: 'warn', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }
}
