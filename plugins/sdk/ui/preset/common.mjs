import { fileURLToPath } from 'node:url';
import { shared } from './shared.mjs';

/** The entry of a build that is only loaded through what it exposes. */
export const noop = fileURLToPath(new URL('./noop.js', import.meta.url));

/** The name of a remote's container. */
const identifier = (name) => name.replace(/\W/g, '_');

/** What every build has in common. Class names carry the build's name, so that two remotes never share one. */
export const base = (name) => ({
  output: {
    distPath: { root: 'dist' },
    // the development server keeps what the last build left: the server goes on serving it
    cleanDistPath: !process.argv.includes('dev'),
    sourceMap: false,
    legalComments: 'none',
    cssModules: { localIdentName: `${name}-[local]-[hash:base64:5]` },
  },
  performance: { printFileSize: { compressed: true, total: true, detail: false } },
});

/** The federation of a remote: it exposes modules and brings none of the shared ones. */
export const federation = (name, exposes) => ({
  name: identifier(name),
  filename: 'static/js/remoteEntry.[contenthash:8].js',
  exposes,
  shared: shared(false),
  dts: false,
  manifest: true,
  experiments: { externalRuntime: true, optimization: { target: 'web' } },
});

/** The federation of the shell: it brings the shared modules and declares no remotes. */
export const hostFederation = (name) => ({
  name: identifier(name),
  remotes: {},
  shared: shared(true),
  dts: false,
  manifest: false,
  experiments: { asyncStartup: false, provideExternalRuntime: true, optimization: { target: 'web' } },
});

/** The page around the entry. */
export const page = (title, favicon) => ({
  title,
  mountId: 'root',
  meta: { 'color-scheme': 'light dark' },
  ...(favicon ? { favicon } : {}),
});

/** Where a development server finds Parley. @param host of this computer: a browser's cookies know it as localhost */
export const server = (host = '127.0.0.1') => process.env.PARLEY_URL ?? `http://${host}:${process.env.PARLEY_PORT ?? 4000}`;

/** Passes these paths on to Parley. */
export const proxy = (paths) =>
  Object.fromEntries(paths.map((path) => [path, { target: server(), ws: path === '/graphql', changeOrigin: false }]));
