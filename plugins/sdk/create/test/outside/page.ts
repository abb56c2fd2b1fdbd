import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A step of a page: a command to give, or a file to write. */
export type Step = { command: string } | { file: string; text: string };

const DOCS = join(__dirname, '../../../../../docs/plugins');

/** The steps of a page, from top to bottom: each line of its `sh` blocks, and each block that names a file. */
export const stepsOf = (page: string): Step[] =>
  [...readFileSync(join(DOCS, page), 'utf8').matchAll(/^```(\w+)(?: file=(\S+))?\n(.*?)^```$/gms)].flatMap(
    ([, language, file, text = '']): Step[] => {
      if (file !== undefined) return [{ file, text }];
      if (language !== 'sh') throw new Error(`${page} has a block that is neither a command nor a file:\n${text}`);
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((command) => ({ command }));
    },
  );

/** Writes a file of a page. */
export const writeFile = (folder: string, { file, text }: { file: string; text: string }): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
