import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import type { ParleyConfig } from '@parley/plugin';
import { pack, type Header } from 'tar-stream';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/app';
import type { Client } from '../support/client';

/** What a build exposes, and what it is in all else: the text of its script decides its digest. */
export interface BuildOptions {
  exposes?: string[];
  script?: string;
}

/** A federated build as the bundler leaves it, small. */
export const builtFiles = ({ exposes = ['./App'], script = 'void 0;' }: BuildOptions = {}): Record<string, string> => ({
  'mf-manifest.json': JSON.stringify({
    id: 'x',
    metaData: { remoteEntry: { name: 'static/js/remoteEntry.1a2b.js', path: '', type: 'global' } },
    exposes: exposes.map((path) => ({
      path,
      assets: { js: { sync: ['static/js/main.3c4d.js'], async: [] }, css: { sync: ['static/css/main.5e6f.css'], async: [] } },
    })),
  }),
  'static/js/remoteEntry.1a2b.js': script,
  'static/js/remoteEntry.1a2b.js.br': 'brotli',
  'static/js/remoteEntry.1a2b.js.gz': 'gzip',
  'static/js/main.3c4d.js': 'void 1;',
  'static/css/main.5e6f.css': 'a{}',
  'static/image/mark.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
});

const under = (folder: string, files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

/** The files of an application's package. */
export const appPackage = (id: string, version: string, build: BuildOptions = {}, contract = '^1.0'): Record<string, string> => ({
  'package.json': JSON.stringify({ name: `@test/${id}`, version, parleyRemote: { id, module: './App', contract } }),
  ...under('dist', builtFiles(build)),
});

export const SLOTS = [
  { slot: 'workbench.conversation.panel', label: 'Points', component: './Panel', icon: 'star' },
  { slot: 'admin.page', label: 'Ranking', component: './Page', path: 'ranking', permission: 'plugins.manage' },
];

/** The files of a plugin that is a screen and nothing else. */
export const pluginPackage = (id: string, version: string, build: BuildOptions = {}, contract = '^1.0'): Record<string, string> => ({
  'package.json': JSON.stringify({
    name: `parley-${id}`,
    version,
    parley: { id, prefix: id, label: 'Acme points', contract, ui: { entry: './dist/ui/mf-manifest.json', slots: SLOTS } },
  }),
  ...under('dist/ui', builtFiles({ exposes: ['./Panel', './Page'], ...build })),
});

/** An operator's folder with a shell, a workbench and a plugin with screens, and the server that runs there. */
export class Site {
  readonly root = mkdtempSync(join(tmpdir(), 'parley-site-'));
  readonly operator: ParleyConfig = {
    plugins: [{ package: './acme' }],
    ui: {
      shell: './shell',
      remotes: [{ id: 'workbench', label: 'Agent workbench', package: './workbench', module: './App', permission: 'workbench.use' }],
    },
  };
  server!: TestApp;

  /** Puts a package's files where the configuration finds them; what was there is gone. */
  install(folder: string, files: Record<string, string>): void {
    rmSync(join(this.root, folder), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.root, folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  async start(options: TestAppOptions = {}): Promise<TestApp> {
    this.install('shell', {
      'package.json': JSON.stringify({ name: '@test/shell', version: '0.1.0' }),
      'dist/index.html': '<!doctype html><title>Shell</title>',
      'dist/graphiql/index.html': '<!doctype html><title>GraphiQL</title>',
      'dist/static/js/shell.7a8b.js': 'void 2;',
    });
    this.server = await startTestApp({ operator: this.operator, root: this.root, ...options });
    return this.server;
  }

  /** Starts the server again, a second later. */
  async restart(): Promise<void> {
    this.server.clock.advance(1000);
    await this.server.restart();
  }

  get dataDir(): string {
    return this.server.app.kernel.config.dataDir;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.server.url + path, { headers, redirect: 'manual' });
  }

  async registry(): Promise<Record<string, Record<string, string>>> {
    const { remotes } = (await (await this.get('/ui/registry.json')).json()) as { remotes: Record<string, string>[] };
    return Object.fromEntries(remotes.map((remote) => [remote.id, remote]));
  }

  publish(body: Buffer, token: string | null): Promise<Response> {
    const headers = { 'content-type': 'application/gzip', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    return fetch(`${this.server.url}/ui/builds`, { method: 'POST', headers, body: body as BodyInit });
  }

  async close(): Promise<void> {
    await this.server?.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A gzip tar, with whatever headers a sender may think of. */
export const tarball = (entries: readonly { header: Partial<Header> & { name: string }; bytes?: string }[]): Promise<Buffer> => {
  const tar = pack();
  for (const { header, bytes } of entries) tar.entry(header, bytes ?? '');
  tar.finalize();
  return buffer(tar.pipe(createGzip()));
};

/** A package's files as a gzip tar. */
export const packed = (files: Record<string, string>, prefix = ''): Promise<Buffer> =>
  tarball(Object.entries(files).map(([name, bytes]) => ({ header: { name: prefix + name }, bytes })));

/** The builds of a remote, newest first. */
export const buildsOf = async (client: Client, remote: string) =>
  (
    await client.ask<{
      uiBuilds: { id: string; version: string; digest: string; active: boolean; origin: string; entry: string; problem: string | null }[];
    }>('query ($remote: String) { uiBuilds(remote: $remote) { id version digest active origin entry problem } }', { remote })
  ).uiBuilds;

/** Activates a build and gives the payload. */
export const activate = async (client: Client, buildId: string) =>
  (
    await client.ask<{ uiBuildActivate: { build: { id: string; active: boolean } | null; errors: { code: string; message: string }[] } }>(
      'mutation ($input: UiBuildActivateInput!) { uiBuildActivate(input: $input) { build { id active } errors { code message } } }',
      { input: { buildId } },
    )
  ).uiBuildActivate;
