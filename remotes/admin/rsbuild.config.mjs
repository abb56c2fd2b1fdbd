import { parleyRemote } from '@parley/plugin-ui/preset';

export default parleyRemote({ name: 'admin', exposes: { './App': './src/app.tsx' }, port: 3102 });
