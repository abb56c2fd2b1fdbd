import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlugin, type CheckReport } from '../../src/check';

const ROOT = join(__dirname, '../../../../..');
const CREATE = join(ROOT, 'plugins/sdk/create/bin/create-parley-plugin.js');
const bin = (path: string): string => join(ROOT, 'node_modules', path);

/** An author with a plugin as `npm create parley-plugin` makes it, in a folder of their own. */
export class Author {
  private readonly root = mkdtempSync(join(tmpdir(), 'parley-author-'));
  readonly folder = join(this.root, 'tried-out');

  /** @param choice what stands behind the name: `--kind`, `assignment` */
  constructor(...choice: string[]) {
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'), 'dir');
    this.run(this.root, CREATE, 'tried-out', ...choice);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): this {
    writeFileSync(join(this.folder, path), text);
    return this;
  }

  /** Replaces what must be there. */
  change(path: string, from: string, to: string): this {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    return this.write(path, text.replace(from, to));
  }

  /** Changes the package.json. */
  manifest(change: (manifest: { parley: Record<string, unknown>; [key: string]: unknown }) => void): this {
    const manifest = JSON.parse(this.read('package.json')) as { parley: Record<string, unknown> };
    change(manifest);
    return this.write('package.json', JSON.stringify(manifest));
  }

  build(): this {
    this.run(this.folder, bin('typescript/bin/tsc'));
    return this;
  }

  buildScreens(): this {
    this.run(this.folder, bin('@rsbuild/core/bin/rsbuild.js'), 'build');
    return this;
  }

  /** The report, and every line of it. */
  async check(): Promise<CheckReport & { lines: string[] }> {
    const lines: string[] = [];
    const report = await checkPlugin(this.folder, { say: (line) => lines.push(line) });
    return { ...report, lines };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private run(cwd: string, script: string, ...args: string[]): void {
    execFileSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' });
  }
}

/** What failed, as `area: what`. */
export const failures = ({ points }: CheckReport): string[] =>
  points.filter(({ outcome }) => outcome === 'failed').map(({ area, text }) => `${area}: ${text}`);
