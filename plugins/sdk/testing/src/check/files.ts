import { basename, posix } from 'node:path';
import type { PluginManifest } from '@parley/plugin';
import type { PluginPackage, Tarball } from './pack';
import type { Findings } from './report';

/** Names of files that nobody means to publish. */
const SECRET = /^(\.env(\..+)?|\.npmrc|\.netrc|id_(rsa|dsa|ecdsa|ed25519)|.+\.(pem|key|p12|pfx|jks|sqlite3?|db))$/i;
/** `.env.example` is there to be read. */
const SAMPLE = /\.(example|sample|template)$/i;
/** What a server has no use for; a person may still want it in there. */
const USELESS = /^(src|test|tests|coverage|\.github)\//;
const LARGE = 20 * 1024 * 1024;
/** What a server brings, and of which it must be the only copy. */
const PEERS_ONLY = ['@parley/plugin', 'graphql', 'type-graphql', 'typeorm', 'react', 'react-dom', '@parley/plugin-ui'];

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} kB`;

/** Looks at what is in the tarball: everything that the manifest names, nothing that is secret, and no second copy of what a server brings. */
export const checkFiles = (packed: Tarball, plugin: PluginPackage, manifest: PluginManifest, findings: Findings): void => {
  const entries = [
    ['server entry', manifest.server],
    ['UI entry', manifest.ui?.entry],
  ] as const;
  for (const [what, path] of entries) {
    if (path === undefined) continue;
    if (packed.files.includes(posix.normalize(path))) findings.ok('files', `${what} ${path}`);
    else
      findings.failed(
        'files',
        `the ${what} ${path} is not in the tarball`,
        'Build the plugin, and name its folder under "files" in package.json',
      );
  }
  const secrets = packed.files.filter((file) => SECRET.test(basename(file)) && !SAMPLE.test(file));
  if (secrets.length > 0)
    findings.failed(
      'files',
      `the tarball holds ${secrets.join(', ')}`,
      'Name only what is to be published under "files" in package.json, and change the secret',
    );
  const useless = packed.files.filter((file) => USELESS.test(file));
  if (useless.length > 0) findings.skipped('files', `${useless.length} files that a server does not need, ${useless[0]} for one`);
  if (packed.size > LARGE)
    findings.failed('files', `the tarball has ${kilobytes(packed.size)}`, 'Leave out what is not needed; a plugin has some hundred kB');
  else findings.ok('files', `${packed.files.length} files, ${kilobytes(packed.size)}`);

  for (const name of PEERS_ONLY) {
    if (plugin.dependencies?.[name] === undefined) continue;
    findings.failed(
      'files',
      `${name} is among its dependencies, so that a server would get a second copy`,
      `Move ${name} to peerDependencies, or to devDependencies when only the screens use it`,
    );
  }
  if (manifest.server !== undefined && plugin.peerDependencies?.['@parley/plugin'] === undefined)
    findings.failed(
      'files',
      '@parley/plugin is not among its peerDependencies',
      'Add it, so that npm can tell an operator when the two do not fit',
    );
};
