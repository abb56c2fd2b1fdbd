import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { ManualClock } from '../../src/lib/clock';
import type { Config } from '../../src/lib/config';
import { PluginHost, type PluginHostOptions } from '../../src/plugin-host/plugin-host';

const MODULES = resolve(__dirname, '../../../node_modules');

/** A folder like an operator's: our packages are installed there, and plugins lie beside. */
export class Workshop {
  readonly root = mkdtempSync(join(tmpdir(), 'parley-plugins-'));
  readonly clock = new ManualClock();
  /** Every line of the log, parsed. */
  readonly lines: Record<string, unknown>[] = [];
  readonly metrics = new Registry();
  private readonly hosts: PluginHost[] = [];

  constructor() {
    symlinkSync(MODULES, join(this.root, 'node_modules'), 'dir');
  }

  /** Writes a plugin as its author would publish it, and gives its path for `PluginEntry.package`. */
  plugin(id: string, manifest: Record<string, unknown> | null, code: string, files: Record<string, string> = {}): string {
    const base = { prefix: id.replaceAll('-', ''), contract: '^1.0', server: './index.js' };
    this.write(
      `${id}/package.json`,
      JSON.stringify({
        name: `parley-${id}`,
        version: '1.2.0',
        main: 'index.js',
        ...(manifest === null ? {} : { parley: { id, ...base, ...manifest } }),
      }),
    );
    this.write(`${id}/index.js`, code);
    for (const [name, text] of Object.entries(files)) this.write(`${id}/${name}`, text);
    return `./${id}`;
  }

  write(file: string, text: string): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  kernel() {
    const config = { publicUrl: 'http://care.example', dataDir: join(this.root, 'data') } as Config;
    const log = pino(
      { level: 'debug', base: null },
      { write: (line: string) => void this.lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    return { config, clock: this.clock, log };
  }

  host(
    packages: readonly (string | { package: string; required?: boolean; enabled?: boolean; settings?: Record<string, unknown> })[],
    options: PluginHostOptions = {},
  ): PluginHost {
    const plugins = packages.map((entry) => (typeof entry === 'string' ? { package: entry } : entry));
    const host = new PluginHost(this.kernel(), { config: { plugins }, root: this.root, metrics: this.metrics, ...options });
    this.hosts.push(host);
    return host;
  }

  async close(): Promise<void> {
    for (const host of this.hosts) await host.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A plugin that works: one rule that always answers the first candidate. */
export const GOOD = `
  const { definePlugin, defineAssignmentRule } = require('@parley/plugin');
  const { z } = require('zod');
  exports.default = definePlugin({ assignment: [defineAssignmentRule({ id: 'first', label: 'First', settings: z.object({}),
    pick: (ctx, { candidates }) => candidates[0] ? { agent: candidates[0].id, why: 'the first' } : { wait: true, why: 'nobody' } })] });
`;

/** What a rule is asked in these tests. */
export const QUESTION = {
  conversation: {
    id: 'conv_1',
    inboxId: 'inbox_1',
    contactId: 'cont_1',
    ownerId: null,
    previousAgentIds: [],
    priority: 0,
    waitingSince: 0,
  },
  candidates: [],
  settings: {},
};
