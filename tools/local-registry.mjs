/**
 * A small npm registry on this machine for trying our packages as strangers get them: packs the built tree's publishable workspaces and serves
 * them. npm asks it for our names only; everything else goes where npm always goes.
 *
 * `node tools/local-registry.mjs` serves until it is stopped and says how to use it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run } from './progress.mjs';
import { workspaces } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SCOPE = '@parley';
const manifestOf = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** Workspaces that are meant for others. */
const publishable = () => workspaces(root).filter((folder) => !manifestOf(folder).private);

/** Packs the workspaces as `npm publish` would. */
const pack = async (folders, into) => {
  const names = folders.map((folder) => `--workspace=${folder}`);
  const env = { ...process.env };
  // named by an npm script around this one, it would be packed as well
  delete env.npm_config_workspace;
  const args = ['pack', ...names, '--json', '--ignore-scripts', '--loglevel=error', `--pack-destination=${into}`];
  const { code, output } = await run('npm', args, { cwd: root, env });
  // what npm warns of comes first
  const json = output.slice(output.search(/^[[{]/m));
  if (code !== 0) throw new Error(`npm pack failed:\n${output}`);
  return Object.values(JSON.parse(json));
};

/** What npm reads about a package: its versions, here one, and where the tarball is. */
const packument = (packed, folder, url) => {
  const manifest = manifestOf(folder);
  const dist = { integrity: packed.integrity, shasum: packed.shasum, tarball: `${url}-/${packed.filename}` };
  return {
    name: packed.name,
    'dist-tags': { latest: packed.version },
    versions: { [packed.version]: { ...manifest, _id: `${packed.name}@${packed.version}`, dist } },
  };
};

/**
 * Packs and serves.
 *
 * @param {{ port?: number }} options a free port unless told
 * @returns {Promise<{ url: string, env: Record<string, string>, createEnv: Record<string, string>, tarball(name: string): string, close(): Promise<void> }>}
 *   `env`: for every npm command; `createEnv`: for `npm create parley-plugin`, whose name is in no scope; `tarball`: the path of a packed package
 */
export const startLocalRegistry = async ({ port = 0 } = {}) => {
  const tarballs = mkdtempSync(join(tmpdir(), 'parley-registry-'));
  const folders = publishable();
  const packed = await pack(folders, tarballs);
  const folderOf = new Map(folders.map((folder) => [manifestOf(folder).name, folder]));
  const byName = new Map(packed.map((one) => [one.name, one]));
  let url = '';

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    const one = byName.get(path);
    if (one) {
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify(packument(one, folderOf.get(path), url)));
    }
    const file = packed.find(({ filename }) => path === `-/${filename}`);
    if (file) return response.end(readFileSync(join(tarballs, file.filename)));
    response.statusCode = 404;
    return response.end(JSON.stringify({ error: `${path} is none of our packages` }));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}/`;

  const env = { [`npm_config_${SCOPE}:registry`]: url };
  return {
    url,
    env,
    // npm keeps what `npm create` fetched by name and version; a copy of yesterday must not be run today
    createEnv: { ...env, npm_config_registry: url, npm_config_cache: join(tarballs, 'cache'), npm_config_yes: 'true' },
    tarball: (name) => join(tarballs, byName.get(name).filename),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          rmSync(tarballs, { recursive: true, force: true });
          resolve();
        });
      }),
  };
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const registry = await startLocalRegistry({ port: Number(process.env.PORT ?? 4873) });
  process.stdout.write(
    [
      `Our packages, as built, at ${registry.url} until Ctrl-C. In a folder outside the repository:`,
      '',
      `  npm create parley-plugin my-plugin --registry=${registry.url}`,
      `  echo "${SCOPE}:registry=${registry.url}" >> .npmrc`,
      '',
    ].join('\n'),
  );
  const stop = () => registry.close().then(() => process.exit(0));
  process.on('SIGINT', stop).on('SIGTERM', stop);
}
