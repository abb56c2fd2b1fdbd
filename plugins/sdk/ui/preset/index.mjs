import { fileURLToPath } from 'node:url';
import { pluginModuleFederation } from '@module-federation/rsbuild-plugin';
import { pluginReact } from '@rsbuild/plugin-react';
import { pluginPrecompress } from './precompress.mjs';
import { shared } from './shared.mjs';

export { shared, singletons } from './shared.mjs';
export { pluginPrecompress } from './precompress.mjs';

const noop = fileURLToPath(new URL('./noop.js', import.meta.url));
const identifier = (name) => name.replace(/\W/g, '_');

/** What every build has in common. Class names carry the build's name, so that two remotes never share one. */
const base = (name) => ({
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

/** The page around the entry. */
const page = (title, favicon) => ({ title, mountId: 'root', meta: { 'color-scheme': 'light dark' }, ...(favicon ? { favicon } : {}) });

/** Where `npm run dev` finds the server. */
const server = () => `http://127.0.0.1:${process.env.PARLEY_PORT ?? 4000}`;
const proxy = (paths) =>
  Object.fromEntries(paths.map((path) => [path, { target: server(), ws: path === '/graphql', changeOrigin: false }]));

/**
 * The build of a federated remote.
 * @param {{ name: string, exposes: Record<string, string>, port?: number, plugins?: unknown[] }} options
 *   name: the plugin's id; exposes: module name → file, for example `{ './App': './src/app.tsx' }`; port: of `npm run dev`
 * @returns a configuration for rsbuild; the output is `dist/mf-manifest.json` and hashed files under `dist/static`
 */
export function parleyRemote({ name, exposes, port = 3101, plugins = [] }) {
  const common = base(name);
  return {
    plugins: [
      pluginReact(),
      pluginModuleFederation({
        name: identifier(name),
        filename: 'static/js/remoteEntry.[contenthash:8].js',
        exposes,
        shared: shared(false),
        dts: false,
        manifest: true,
        experiments: { externalRuntime: true, optimization: { target: 'web' } },
      }),
      pluginPrecompress(),
      ...plugins,
    ],
    source: { entry: { index: noop } },
    tools: { htmlPlugin: false },
    server: { port, cors: { origin: '*' } },
    dev: { assetPrefix: true },
    ...common,
    output: { ...common.output, assetPrefix: 'auto' },
  };
}

/**
 * The build of the shell: it brings the shared modules and declares no remotes (they come from the registry at run time).
 * @param {{ name: string, version: string, entry: string, title: string, favicon?: string, port?: number, plugins?: unknown[] }} options
 */
export function parleyShell({ name, version, entry, title, favicon, port = 3100, plugins = [] }) {
  const common = base(name);
  return {
    plugins: [
      pluginReact(),
      pluginModuleFederation({
        name: identifier(name),
        remotes: {},
        shared: shared(true),
        dts: false,
        manifest: false,
        experiments: { asyncStartup: false, provideExternalRuntime: true, optimization: { target: 'web' } },
      }),
      pluginPrecompress(),
      ...plugins,
    ],
    source: { entry: { index: entry } },
    html: page(title, favicon),
    server: { port, historyApiFallback: true, proxy: proxy(['/graphql', '/ui', '/media', '/simulator', '/plugins']) },
    dev: { assetPrefix: '/' },
    ...common,
    output: { ...common.output, assetPrefix: `/ui/${name}/${version}/` },
  };
}

/**
 * The build of a page that stands alone, without federation (the simulator's phone, GraphiQL).
 * @param {{ name: string, entry: string, title: string, favicon?: string, assetPrefix?: string, dist?: string, port?: number, proxied?: string[], plugins?: unknown[] }} options
 *   assetPrefix: where the page's files are served; './' (the default) finds them beside the page
 */
export function parleyPage({ name, entry, title, favicon, assetPrefix = './', dist = 'dist', port = 3102, proxied = [], plugins = [] }) {
  const common = base(name);
  return {
    plugins: [pluginReact(), pluginPrecompress(), ...plugins],
    source: { entry: { index: entry } },
    html: page(title, favicon),
    server: { port, historyApiFallback: true, proxy: proxy(proxied) },
    dev: { assetPrefix: '/' },
    ...common,
    output: { ...common.output, distPath: { root: dist }, assetPrefix },
  };
}
