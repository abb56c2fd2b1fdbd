import { readFileSync } from 'node:fs';
import { parleyPage } from '@parley/plugin-ui/preset';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/** The query page of the API: `dist/graphiql/index.html` is what a browser gets at /graphql. Built after the shell, into its folder. */
export default parleyPage({
  name: 'graphiql',
  entry: './src/graphiql/index.tsx',
  title: 'GraphQL · Parley',
  favicon: './src/mark.svg',
  dist: 'dist/graphiql',
  assetPrefix: `/ui/shell/${version}/graphiql/`,
  port: 3103,
  proxied: ['/graphql'],
});
