import { pluginModuleFederation } from '@module-federation/rsbuild-plugin';
import { pluginReact } from '@rsbuild/plugin-react';
import { base, federation, hostFederation, noop, page, proxy } from './common.mjs';
import { pluginPrecompress } from './precompress.mjs';

export { shared, singletons } from './shared.mjs';
export { parleyPlugin } from './plugin.mjs';
export { pluginPrecompress } from './precompress.mjs';

/**
 * The build of a federated remote.
 * @param {{ name: string, exposes: Record<string, string>, port?: number, plugins?: unknown[] }} options
 *   name: the plugin's id; exposes: module name → file, for example `{ './App': './src/app.tsx' }`; port: of `npm run dev`
 * @returns a configuration for rsbuild; the output is `dist/mf-manifest.json` and hashed files under `dist/static`
 */
export function parleyRemote({ name, exposes, port = 3101, plugins = [] }) {
  const common = base(name);
  return {
    plugins: [pluginReact(), pluginModuleFederation(federation(name, exposes)), pluginPrecompress(), ...plugins],
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
    plugins: [pluginReact(), pluginModuleFederation(hostFederation(name)), pluginPrecompress(), ...plugins],
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
