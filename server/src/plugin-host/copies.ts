import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Libraries that keep state or compare classes: two physical copies in one process do not work together. */
const ONE_COPY = ['graphql', 'type-graphql', 'typeorm', '@parley/plugin'] as const;

/** The folder of a library as seen from a file, real path; null when it is not installed there. */
const folderOf = (library: string, from: string): string | null => {
  let at: string;
  try {
    at = dirname(realpathSync(createRequire(from).resolve(library)));
  } catch {
    return null;
  }
  for (; dirname(at) !== at; at = dirname(at)) {
    try {
      if ((JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { name?: string }).name === library) return at;
    } catch {
      // not the library's own folder yet
    }
  }
  return null;
};

/** The first library of which a plugin would bring a copy of its own, or null. */
export const secondCopy = (pluginFolder: string): string | null => {
  for (const library of ONE_COPY) {
    const theirs = folderOf(library, join(pluginFolder, 'package.json'));
    if (theirs !== null && theirs !== folderOf(library, __filename)) return library;
  }
  return null;
};
