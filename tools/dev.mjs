/**
 * `npm run dev`: the server from its sources, started anew at every change; the shell by rsbuild's own server, which changes the page in
 * place; the remotes and the plugins' pages built again at every change, for the next load of the page. One command, and Ctrl+C ends all.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaces } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const children = [];
let stopping = false;

const port = process.env.PORT ?? '4000';

const stop = (code) => {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = code;
};

/** The programs are started by Node itself, so that a signal reaches them and none stays behind. */
const start = (name, cwd, args, env = {}) => {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, FORCE_COLOR: '1', PARLEY_PORT: port, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      for (const line of String(chunk).split('\n')) if (line.trim()) process.stdout.write(`${name.padEnd(16)} ${line}\n`);
    });
  child.on('exit', (code) => {
    if (!stopping) process.stdout.write(`${name.padEnd(16)} ended (${code ?? 'by a signal'}): stopping the others\n`);
    stop(code ?? 1);
  });
  children.push(child);
};

start(
  'server',
  root,
  [
    '--watch',
    '--watch-preserve-output',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    '--conditions=source',
    '-r',
    '@swc-node/register',
    'server/src/main.ts',
  ],
  {
    // `.swcrc` leaves import() as it is: the configuration and the plugins are loaded by it
    SWCRC: 'true',
    // what a build leaves is taken over at the next load of a page
    PARLEY_DEV: '1',
  },
);
for (const folder of workspaces(root)) {
  const { name, scripts = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const short = name.replace('@parley/', '');
  if (scripts.build?.includes('tsc') && folder.startsWith('plugins/') && !folder.startsWith('plugins/sdk/'))
    start(short, join(root, folder), [
      join(modules, 'typescript/bin/tsc'),
      '-p',
      'tsconfig.build.json',
      '--watch',
      '--preserveWatchOutput',
    ]);
  if (existsSync(join(root, folder, 'rsbuild.config.mjs')) || scripts.build?.includes('rsbuild'))
    start(`${short} (ui)`, join(root, folder), [
      join(modules, '@rsbuild/core/bin/rsbuild.js'),
      ...(short === 'shell' ? ['dev'] : ['build', '--watch']),
    ]);
}
process.stdout.write(
  `\nScreens that change in place: http://localhost:3100/workbench/ and http://localhost:3100/admin/, on the server at ${port}.\n\n`,
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));
