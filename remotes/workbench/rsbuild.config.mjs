import { parleyRemote } from '@parley/plugin-ui/preset';

export default parleyRemote({ name: 'workbench', exposes: { './App': './src/app.tsx' }, port: 3101 });
