/**
 * Brings the project to where `npm start`, `npm test`, `npm run dev` and `npm run lint` can run: installs what is missing or stale, builds
 * what is stale. Does nothing, in a fraction of a second, when all is well. Runs as a script before those scripts (`prestart` and so
 * on), because the shell of a script keeps the Node it found first; the next script finds Node 24 in `node_modules`.
 * This file and what it imports keep to what Node 18 understands.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, startProgress } from './progress.mjs';
import { installHash, sourceHash, unbuilt } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = (name) => join(modules, '.parley', name);
const read = (name) => (existsSync(stamp(name)) ? readFileSync(stamp(name), 'utf8') : '');
const write = (name, value) => {
  mkdirSync(join(modules, '.parley'), { recursive: true });
  writeFileSync(stamp(name), value);
};

const stop = (message, output = '') => {
  if (output) process.stderr.write(`\n${output.trimEnd()}\n`);
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
};

const install = async (title) => {
  const progress = startProgress(title);
  const { npm_execpath: npm, ...env } = process.env;
  // never writes package.json or the lock file, and changes only what differs
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaNode = npm?.endsWith('.js');
  const { code, output } = await run(viaNode ? process.execPath : 'npm', viaNode ? [npm, ...args] : args, { cwd: root, env });
  if (code !== 0) {
    progress.fail();
    stop('The installation failed; what npm said stands above. Check the connection to the npm registry and start again.', output);
  }
  if (!existsSync(join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'))) {
    progress.fail();
    stop(
      'npm did not install Node 24 (package "node"). Allow its install script: npm install --allow-scripts=node, or use a Node of version 22.22 or later.',
      output,
    );
  }
  write('installed', installHash(root));
  progress.done();
};

const build = async (title) => {
  const progress = startProgress(title);
  const env = {
    ...process.env,
    PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH}`,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    FORCE_COLOR: '0',
  };
  const { code, output } = await run(
    join(modules, '.bin', 'node'),
    [join(modules, 'lerna', 'dist', 'cli.js'), 'run', 'build', '--concurrency=2'],
    {
      cwd: root,
      env,
      onLine: (line) => {
        const name = /(@parley\/[\w-]+):build/.exec(line)?.[1];
        if (name) progress.note(name.slice('@parley/'.length));
      },
    },
  );
  if (code !== 0) {
    progress.fail();
    stop('The build failed; the reason stands above.', output);
  }
  // a build may write typed documents beside its sources
  write('built', sourceHash(root));
  progress.done();
};

const steps = [];
if (read('installed') !== installHash(root)) steps.push(['Installing', install], ['Building', build]);
else if (read('built') !== sourceHash(root) || unbuilt(root).length > 0) steps.push(['Building', build]);
for (const [i, [name, step]] of steps.entries()) await step(steps.length > 1 ? `${name} (${i + 1}/${steps.length})` : name);
