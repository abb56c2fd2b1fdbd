import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build does not read: keep it within what `nx.json` leaves out of `production`. */
const SKIP = /(^|\/)(node_modules|dist)$|\.test\.tsx?$|\.md$/;

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (SKIP.test(path)) return [];
    return entry.isDirectory() ? files(path) : entry.isFile() ? [path] : [];
  });

const hash = (paths) => {
  const sum = createHash('sha256');
  for (const path of [...paths].sort()) sum.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return sum.digest('hex');
};

/** Folders of the workspaces, relative to the root. */
export const workspaces = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces;

/** A number that changes when an installation is stale. */
export const installHash = (root) => hash([join(root, 'package-lock.json')]);

/** A number that changes when a build is stale: the content of everything that a build reads. */
export const sourceHash = (root) => {
  const shared = ['package-lock.json', 'tsconfig.base.json', 'nx.json'].map((name) => join(root, name));
  return hash([...shared, ...workspaces(root).flatMap((folder) => files(join(root, folder)))]);
};

/** Workspaces that say how they are built but have no output. */
export const unbuilt = (root) =>
  workspaces(root).filter((folder) => {
    const { scripts = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return scripts.build && !existsSync(join(root, folder, 'dist'));
  });
