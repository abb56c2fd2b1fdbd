import { readFileSync } from 'node:fs';
import { parleyShell } from '@parley/plugin-ui/preset';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/** The frame: `dist/index.html` is served for /workbench/* and /admin/*, its files under /ui/shell/<version>/. */
export default parleyShell({ name: 'shell', version, entry: './src/index.ts', title: 'Parley', favicon: './src/mark.svg' });
