import { readFileSync } from 'node:fs';
import { pluginReact } from '@rsbuild/plugin-react';

const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/**
 * The kit for Node, where tests of plugins run: no styles, and libraries stay outside, so that the test and the kit share one copy of each.
 * Bundlers take the sources instead.
 */
export default {
  plugins: [pluginReact({ fastRefresh: false, swcReactOptions: { development: false } })],
  source: { entry: { index: './src/testing/node.ts', icons: './src/icons.ts' } },
  output: {
    target: 'node',
    module: true,
    distPath: { root: 'dist/node' },
    filename: { js: '[name].mjs' },
    minify: false,
    legalComments: 'none',
    externals: [
      new RegExp(`^(${Object.keys(dependencies).join('|')})(/|$)`),
      { '#react-router': 'react-router', '#react-i18next': 'react-i18next' },
    ],
    cssModules: { localIdentName: '[local]' },
  },
  tools: { rspack: { output: { library: { type: 'modern-module' } } } },
};
