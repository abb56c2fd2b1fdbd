import { parleyPage } from '@parley/plugin-ui/preset';

export default parleyPage({
  name: 'simulator',
  entry: './ui/main.tsx',
  title: 'Phones · Parley simulator',
  favicon: './ui/favicon.svg',
  assetPrefix: '/simulator/',
  dist: 'dist/ui',
  proxied: ['/simulator/api'],
});
