import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pluginModuleFederation } from '@module-federation/rsbuild-plugin';
import { pluginReact } from '@rsbuild/plugin-react';
import { base, federation, noop, page, proxy, server } from './common.mjs';
import { cssLayer } from './css-layer.mjs';
import { pluginPrecompress } from './precompress.mjs';

const ENDINGS = ['tsx', 'ts', 'jsx', 'js'];
const stop = (sentence) => {
  throw new Error(`parleyPlugin: ${sentence}`);
};

function readPackage(root) {
  const path = join(root, 'package.json');
  if (!existsSync(path)) stop(`there is no package.json in ${root}. Run rsbuild in the plugin's own folder.`);
  const { version = '0.0.0', parley } = JSON.parse(readFileSync(path, 'utf8'));
  if (!parley?.id)
    stop('package.json has no "parley" part. It begins with { "id": "acme-loyalty", "prefix": "acme", "contract": "^1.0" }.');
  if (!parley.ui) stop('the "parley" part of package.json has no "ui". Add { "entry": "./dist/ui/mf-manifest.json", "slots": [] }.');
  return { version, manifest: parley };
}

/** Which file each component lies in: `./ContactPanel` → `./ui/ContactPanel.tsx`, unless `exposes` names another. */
function filesOf(root, slots, exposes) {
  const names = [...new Set(slots.map(({ component }) => component))];
  const files = { ...exposes };
  for (const name of names) {
    if (files[name]) continue;
    const stem = `./ui/${String(name).replace(/^\.\//, '')}`;
    const ending = ENDINGS.find((each) => existsSync(join(root, `${stem}.${each}`)));
    if (!ending) {
      const { slot } = slots.find(({ component }) => component === name);
      stop(
        `${stem}.tsx is missing: package.json names it for the slot ${slot}. Write it, or name its file: parleyPlugin({ exposes: { '${name}': './ui/…' } }).`,
      );
    }
    files[name] = `${stem}.${ending}`;
  }
  if (Object.keys(files).length === 0) stop('package.json names no slots, so there is nothing to build. Add one to "parley.ui.slots".');
  return files;
}

/** Leaves the manifest's part beside the federation manifest: a development override reads the slots from it. */
const pluginManifest = (manifest) => ({
  name: 'parley:manifest',
  setup(api) {
    api.processAssets({ stage: 'additional', environments: ['ui'] }, ({ compilation, sources }) => {
      compilation.emitAsset('parley.json', new sources.RawSource(JSON.stringify(manifest, null, 2)));
    });
  },
});

const posix = (path) => path.split(sep).join('/');

/** Writes the development page's entry, which names this plugin's own files. */
function devEntry(root, manifest, files) {
  const folder = join(root, 'node_modules/.parley-plugin');
  mkdirSync(folder, { recursive: true });
  const from = (file) => JSON.stringify(posix(relative(folder, resolve(root, file))));
  const own = ENDINGS.map((ending) => `./ui/dev.${ending}`).find((file) => existsSync(join(root, file)));
  const parts = Object.entries(files).map(([name, file]) => `    ${JSON.stringify(name)}: () => import(${from(file)}),`);
  const entry = join(folder, 'dev.js');
  writeFileSync(
    entry,
    `// Made by parleyPlugin() for \`rsbuild dev\`.
import { startDevPage } from '@parley/plugin-ui/dev';
${own ? `import own from ${from(own)};\n` : ''}
startDevPage({
  manifest: ${JSON.stringify(manifest)},
  parts: {
${parts.join('\n')}
  },${own ? '\n  own,' : ''}
  parleyUrl: ${JSON.stringify(server('localhost'))},
});
`,
  );
  return entry;
}

/**
 * The build of a plugin's screens. It reads `./package.json`, exposes exactly the components that the slots of its manifest name, and leaves
 * `dist/ui/mf-manifest.json` with everything it needs. `rsbuild dev` serves the same for `?ui-override=`, and a page of its own that shows every
 * slot alone.
 * @param {{ exposes?: Record<string, string>, port?: number, plugins?: unknown[], root?: string }} options
 *   exposes: components that do not lie in `./ui/<Name>.tsx`; port: of `rsbuild dev`; root: the plugin's folder
 */
export function parleyPlugin({ exposes = {}, port = 3301, plugins = [], root = process.cwd() } = {}) {
  const { version, manifest } = readPackage(root);
  const { id, ui } = manifest;
  const slots = ui.slots ?? [];
  const files = filesOf(root, slots, exposes);
  const dev = process.argv.includes('dev');
  const common = base(id);
  const told = { ...manifest, version };
  return {
    root,
    mode: dev ? 'development' : 'production',
    plugins: [
      // The page that takes the remote runs the production build of React, in development too.
      pluginReact({ fastRefresh: false, swcReactOptions: { development: false } }),
      pluginModuleFederation(federation(id, files), { environment: 'ui' }),
      pluginManifest(told),
      ...(dev ? [] : [pluginPrecompress()]),
      ...plugins,
    ],
    server: { port, strictPort: true, cors: { origin: '*' }, proxy: proxy(['/graphql', '/media', '/plugins']) },
    dev: { hmr: false, liveReload: true, client: { protocol: 'ws', host: 'localhost', port } },
    tools: { postcss: (_options, { addPlugins }) => addPlugins(cssLayer()) },
    ...common,
    environments: {
      ui: {
        source: { entry: { index: noop } },
        tools: { htmlPlugin: false },
        dev: { assetPrefix: true },
        output: { ...common.output, distPath: { root: 'dist/ui' }, assetPrefix: 'auto' },
      },
      ...(dev && {
        page: {
          source: { entry: { index: devEntry(root, told, files) } },
          html: page(`${manifest.label ?? id} · Parley`),
          dev: { assetPrefix: '/' },
          output: {
            ...common.output,
            distPath: {
              root: 'node_modules/.parley-plugin/page',
              js: 'page/js',
              css: 'page/css',
              svg: 'page/svg',
              font: 'page/font',
              image: 'page/image',
            },
          },
        },
      }),
    },
  };
}
