/**
 * `npm run docs`: writes what of the documentation is generated: the reference of the packages for plugin authors (`docs/plugins/reference`)
 * and the tables of settings in the plugins' READMEs. `npm run docs -- --check` writes nothing and fails when something is out of date.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reference } from './docs/reference.mjs';
import { settings } from './docs/settings.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

try {
  const pages = await reference(root);
  const folder = dirname([...pages.keys()][0]);
  const left = existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .map((name) => `${folder}/${name}`)
        .filter((path) => !pages.has(path))
    : [];
  const files = [...pages, ...(await settings(root))];
  const stale = files.filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text);
  if (check) {
    for (const path of [...stale.map(([path]) => path), ...left])
      console.error(`${path} is not what the sources say. Run: npm run docs, and commit it with the change.`);
    process.exitCode = stale.length + left.length > 0 ? 1 : 0;
  } else {
    for (const path of left) rmSync(join(root, path));
    for (const [path, text] of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
