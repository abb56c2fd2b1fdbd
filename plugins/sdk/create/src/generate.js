import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indexFile } from './kinds.js';
import { licenseText } from './licenses.js';
import { Wrong } from './names.js';
import { packageJson } from './package-json.js';
import { readme } from './readme.js';
import { render } from './render.js';
import { conformanceTest } from './tests.js';

const TEMPLATES = fileURLToPath(new URL('../template/', import.meta.url));
/** npm leaves files of these names out of a package, or reads them itself. */
const RENAMED = { gitignore: '.gitignore', npmrc: '.npmrc', 'github/ci.yml': '.github/workflows/ci.yml' };

/** Every file below a folder, as paths with `/`. */
const filesOf = async (folder) => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
};

/** The folders of templates that a choice takes; a later one overwrites what an earlier one brought. */
const parts = ({ kinds, ui, table }) => [
  'base',
  ...kinds,
  ...(table ? ['table'] : []),
  ...(ui ? ['ui'] : []),
  ...(ui && table ? ['ui-table'] : []),
];

/** Path → content of everything that a plugin begins with. */
export const filesFor = async (names, choice) => {
  const files = new Map();
  for (const part of parts(choice)) {
    const folder = join(TEMPLATES, part);
    for (const file of await filesOf(folder)) files.set(RENAMED[file] ?? file, render(await readFile(join(folder, file), 'utf8'), names));
  }
  if (choice.ui && choice.table) files.delete('ui/contact-panel.module.css');
  files.set('src/index.ts', indexFile(choice));
  files.set('package.json', `${JSON.stringify(packageJson(names, choice), null, 2)}\n`);
  files.set('README.md', readme(names, choice));
  files.set('test/conformance.test.mts', conformanceTest(choice));
  const license = licenseText(choice.license);
  if (license) files.set('LICENSE', license);
  return files;
};

/**
 * Writes a plugin into a folder that is empty or does not exist.
 *
 * @returns {Promise<string[]>} the paths it wrote, in order
 * @throws {Wrong}
 */
export const generate = async (folder, names, choice) => {
  if (existsSync(folder) && (await readdir(folder)).some((name) => name !== '.git'))
    throw new Wrong(`${folder} is not empty: name another folder with --dir, or empty it first.`);
  const files = await filesFor(names, choice);
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return [...files.keys()].sort();
};
