import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

const ROOT = join(__dirname, '../../..');
const RSBUILD = join(ROOT, 'node_modules/@rsbuild/core/bin/rsbuild.js');
const STAGE = join(ROOT, 'server/test/fixtures/stage/app.tsx');

/** A port that nobody listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const put = (folder: string, files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
};

const rsbuild = (folder: string, args: string[]): ChildProcess =>
  spawn(process.execPath, [RSBUILD, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: undefined, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const finished = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the build ended with ${code}:\n${output}`))));
  });

/** A plugin that is a screen and nothing else, as its author has it. */
export interface GuestOptions {
  id: string;
  version?: string;
  /** What its panel says. */
  says?: string;
  /** The whole module of the panel, instead. */
  panel?: string;
  label?: string;
  port?: number;
}

/** Writes a guest's package; it has a panel and a page in the rail. */
export function writeGuest(
  folder: string,
  { id, version = '1.0.0', label = id, says = `${id} ${version}`, panel, port = 3301 }: GuestOptions,
): void {
  const slots = [
    { slot: 'workbench.conversation.panel', label, component: './Panel' },
    { slot: 'workbench.rail.entry', label: `${label} page`, component: './Panel', path: 'page', icon: 'star' },
  ];
  put(folder, {
    'package.json': JSON.stringify({
      name: `parley-${id}`,
      version,
      type: 'module',
      parley: { id, prefix: id, label, contract: '^1.0', ui: { entry: './dist/ui/mf-manifest.json', slots } },
    }),
    'rsbuild.config.mjs': `import { parleyPlugin } from '@parley/plugin-ui/preset'; export default parleyPlugin({ port: ${port} });`,
    'ui/panel.module.css': '.panel { color: rgb(1, 2, 3); }',
    'ui/Panel.tsx':
      panel ??
      `import { useSession } from '@parley/plugin-ui';
       import css from './panel.module.css';
       export default function Panel() {
         const { viewer } = useSession();
         return <p className={css.panel}>${says} for {viewer.agent.username}</p>;
       }`,
  });
}

/** Links the repository's packages into a folder that lies elsewhere. */
export const linkModules = (folder: string): void => symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));

/** Builds a package for the server to serve. */
export const build = (folder: string): Promise<void> => finished(rsbuild(folder, ['build']));

/** Serves a package as its author does, with `rsbuild dev`. @returns how to stop it */
export async function develop(folder: string): Promise<() => Promise<void>> {
  const child = rsbuild(folder, ['dev']);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (/ready.*\(ui\)/.test(output)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`rsbuild dev ended with ${code}:\n${output}`)));
  });
  return async () => {
    child.kill('SIGTERM');
    await gone;
  };
}

/** Sends a built package to a running server. @throws Error with the server's sentence */
export async function publish(url: string, token: string, folder: string): Promise<{ buildId: string }> {
  const tar = pack();
  const names = ['package.json', ...(await readdir(join(folder, 'dist'), { recursive: true })).map((name) => `dist/${name}`)];
  for (const name of names) if (statSync(join(folder, name)).isFile()) tar.entry({ name }, readFileSync(join(folder, name)));
  tar.finalize();
  const headers = { 'content-type': 'application/gzip', authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/ui/builds`, { method: 'POST', headers, body: await buffer(tar.pipe(createGzip())) });
  const said = (await answer.json()) as { id: string; error?: { message: string } };
  if (said.error) throw new Error(said.error.message);
  return { buildId: said.id };
}

/** Writes the package of a small application that has the two slots of guests. */
export function writeStage(folder: string, id: string): void {
  put(folder, {
    'package.json': JSON.stringify({
      name: 'stage',
      version: '1.0.0',
      type: 'module',
      parleyRemote: { id, module: './App', contract: '^1.0' },
    }),
    'rsbuild.config.mjs': `import { parleyRemote } from '@parley/plugin-ui/preset';
      export default parleyRemote({ name: '${id}', exposes: { './App': ${JSON.stringify(STAGE)} } });`,
  });
}
