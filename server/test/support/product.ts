import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { openBrowser } from './browser';

const ROOT = join(__dirname, '../../..');
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** The whole product as `npm start` runs it, in a process of its own, and a browser. */
export class Product {
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    readonly url: string,
    readonly port: number,
    private process: ChildProcess,
    readonly browser: Browser,
    private readonly dataDir: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<Product> {
    if (!existsSync(join(ROOT, 'server/dist/main.js')))
      throw new Error('The product is not built. Run: npm test (it builds first), or npm run build.');
    const port = await freePort();
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-product-'));
    const server = await boot(port, dataDir, env);
    const browser = await openBrowser();
    return new Product(`http://localhost:${port}`, port, server, browser, dataDir);
  }

  /** A person at a browser of their own. */
  async person(options: { width?: number; height?: number; dark?: boolean } = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      colorScheme: options.dark ? 'dark' : 'light',
      permissions: ['notifications', 'clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(15_000);
    this.contexts.push(context);
    return context;
  }

  /** Ends the server at once, as a crash would. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await gone;
  }

  async bootAgain(): Promise<void> {
    this.process = await boot(this.port, this.dataDir, {});
  }

  async stop(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    await this.browser.close();
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill('SIGTERM');
      await gone;
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

const boot = (port: number, dataDir: string, env: Record<string, string>): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'server/dist/main.js')], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '', PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Parley is ready')) resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
