/**
 * `npm run lint`: every check of the sources, one after the other; prints only what is wrong. `npm run lint -- eslint types` runs some.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, startProgress } from './progress.mjs';
import { workspaces } from './sources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => [process.execPath, join(root, 'node_modules', path)];
const projects = workspaces(root).flatMap((folder) =>
  ['.', 'ui'].map((part) => join(folder, part, 'tsconfig.json')).filter((path) => existsSync(join(root, path))),
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
let failed = 0;
for (const [name, commands] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const progress = startProgress(name);
  const outputs = [];
  for (const [command, ...args] of commands) {
    const { code, output } = await run(command, args, { cwd: root });
    if (code !== 0) outputs.push(`$ ${args.map((arg) => arg.replace(root, '')).join(' ')}\n${output}`);
  }
  if (outputs.length === 0) progress.done('clean');
  else {
    progress.fail();
    process.stdout.write(`${outputs.join('\n')}\n`);
    failed++;
  }
}
process.exitCode = failed > 0 ? 1 : 0;
