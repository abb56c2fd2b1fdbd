/**
 * `npm run lint`: every check of the sources, two at a time; prints only what is wrong. `npm run lint -- eslint types` runs some.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, startProgress } from './progress.mjs';
import { workspaces } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => [process.execPath, join(root, 'node_modules', path)];
const projects = workspaces(root).flatMap((folder) =>
  ['.', 'ui', 'bench'].map((part) => join(folder, part, 'tsconfig.json')).filter((path) => existsSync(join(root, path))),
);
const withSources = workspaces(root).filter((folder) =>
  readdirSync(join(root, folder)).some((name) => ['src', 'ui', 'test'].includes(name)),
);

const checks = {
  eslint: [[...bin('eslint/bin/eslint.js'), '--max-warnings=0', '.']],
  prettier: [[...bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
  imports: [
    [
      ...bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      ...withSources,
    ],
  ],
  docs: [[process.execPath, join(root, 'tools/docs.mjs'), '--check']],
  unused: [[...bin('knip/bin/knip.js'), '--no-progress']],
  types: projects.map((project) => [...bin('typescript/bin/tsc'), '--noEmit', '-p', project]),
};

const asked = process.argv.slice(2);
const wanted = Object.keys(checks).filter((name) => asked.length === 0 || asked.includes(name));
let failed = 0;

/** Runs a check and says what became of it. */
const check = async (name) => {
  const progress = startProgress(name);
  const outputs = [];
  for (const [command, ...args] of checks[name]) {
    const { code, output } = await run(command, args, { cwd: root });
    if (code !== 0) outputs.push(`$ ${args.map((arg) => arg.replace(root, '')).join(' ')}\n${output}`);
  }
  if (outputs.length === 0) return progress.done('clean');
  progress.fail();
  process.stdout.write(`${outputs.join('\n')}\n`);
  failed++;
};
const lane = async () => {
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) await check(name);
};
// two cores; the longest first
wanted.sort((a, b) => Number(b === 'types') - Number(a === 'types'));
await Promise.all([lane(), lane()]);
process.exitCode = failed > 0 ? 1 : 0;
