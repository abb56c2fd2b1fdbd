import { parleyRemote } from '@parley/plugin-ui/preset';

const config = parleyRemote({ name: 'gallery', exposes: { './App': './src/app.tsx' } });

export default { ...config, output: { ...config.output, distPath: { root: '../dist/gallery' } } };
