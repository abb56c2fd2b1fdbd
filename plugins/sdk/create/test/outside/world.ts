import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');

/** What the local registry says: environments for npm. */
interface Registry {
  env: Record<string, string>;
  createEnv: Record<string, string>;
  close(): Promise<void>;
}

/** What a test runner leaves behind that a stranger's machine does not have. */
const OURS =
  /^(npm_(lifecycle|package|execpath|node_execpath|command)|npm_config_(local_prefix|prefix|global|workspace|loglevel)|JEST_|NODE_(ENV|OPTIONS|PATH)$|INIT_CWD|PARLEY_OUTSIDE)/;

/** The environment of a stranger: nothing of the repository's is in reach. */
const strangersEnv = (): Record<string, string> => {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !OURS.test(entry[0]));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(ROOT));
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    LOG_LEVEL: 'warn',
    npm_config_prefer_offline: 'true',
  };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** A Parley that was started by a command. */
export interface Running {
  url: string;
  /** Ctrl-C. */
  stop(): Promise<void>;
}

/** A machine without our repository: a folder, a shell, npm, and a registry that has our packages. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-outside-'));
  private readonly running = new Set<ChildProcess>();
  private port: number | undefined;

  private constructor(private readonly registry: Registry) {}

  static async open(): Promise<World> {
    const { startLocalRegistry } = (await import(join(ROOT, 'tools/local-registry.mjs'))) as { startLocalRegistry(): Promise<Registry> };
    return new World(await startLocalRegistry());
  }

  /**
   * Gives a command to the shell and waits for its end.
   *
   * @param cwd below the world's folder
   * @returns what it printed
   * @throws Error with what it printed when it fails
   */
  async run(command: string, cwd = '.'): Promise<string> {
    const child = spawn('bash', ['-c', command], {
      cwd: join(this.folder, cwd),
      env: this.envFor(command),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.running.add(child);
    let stdout = '';
    let all = '';
    child.stdout.on('data', (chunk: Buffer) => ((stdout += chunk.toString()), (all += chunk.toString())));
    child.stderr.on('data', (chunk: Buffer) => (all += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    this.running.delete(child);
    if (code === 0) return stdout;
    throw new Error(`${command} ended with ${code}:\n${all.trim().split('\n').slice(-60).join('\n')}`);
  }

  /** Gives a command that starts Parley to the shell, and waits until it is there. */
  async start(command: string, cwd = '.'): Promise<Running> {
    // the same at each start, as on a real machine: the simulated WhatsApp remembers where the webhooks go
    const port = (this.port ??= await freePort());
    const child = spawn('bash', ['-c', `exec ${command}`], {
      cwd: join(this.folder, cwd),
      env: { ...this.envFor(command), PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches everything that the command started
      detached: true,
    });
    this.running.add(child);
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Parley is ready')) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${output}`)));
    });
    return { url: `http://localhost:${port}`, stop: () => this.interrupt(child) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((child) => this.interrupt(child)));
    await this.registry.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private envFor(command: string): Record<string, string> {
    // the name of create-parley-plugin is in no scope: for this one command ours is the registry of everything
    const npm = /^npm create\b/.test(command) ? this.registry.createEnv : this.registry.env;
    return { ...strangersEnv(), ...npm };
  }

  private async interrupt(child: ChildProcess): Promise<void> {
    this.running.delete(child);
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGINT');
    await gone;
  }
}
