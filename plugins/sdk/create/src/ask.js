import { createInterface } from 'node:readline/promises';
import { KINDS } from './kinds.js';
import { namesOf, Wrong } from './names.js';

const yes = (answer, otherwise) => (answer === '' ? otherwise : /^y(es)?$/i.test(answer));

/**
 * Asks a person what the arguments left open.
 *
 * @param {{ kinds: string[], ui?: boolean, table?: boolean, prefix?: string }} given
 */
export const ask = async (given) => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const until = async (question, check) => {
    for (;;) {
      const answer = (await terminal.question(question)).trim();
      try {
        return check(answer);
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        process.stdout.write(`  ${error.message}\n`);
      }
    }
  };
  try {
    const name = await until(
      'Name of the package (acme-loyalty): ',
      (answer) => (namesOf(answer || 'acme-loyalty', given.prefix ?? 'ok'), answer || 'acme-loyalty'),
    );
    const prefix =
      given.prefix ??
      (await until('Prefix of all it adds, empty for the first word of its name: ', (answer) => namesOf(name, answer || undefined).prefix));
    const words = Object.entries(KINDS).map(([kind, { what }], index) => `  ${index + 1}  ${kind.padEnd(14)} ${what}`);
    if (given.kinds.length === 0) process.stdout.write(`What it contributes:\n${words.join('\n')}\n`);
    const kinds =
      given.kinds.length > 0
        ? given.kinds
        : await until('Numbers or names with commas, empty for none of these: ', (answer) => pick(answer));
    const table = given.table ?? yes(await terminal.question('A table of its own, with a field in the API? (y/N) '), false);
    const ui = given.ui ?? yes(await terminal.question('Screens of its own? (Y/n) '), true);
    return { ...given, name, prefix, kinds, table, ui };
  } finally {
    terminal.close();
  }
};

const pick = (answer) =>
  answer
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => {
      const kind = Object.keys(KINDS)[Number(text) - 1] ?? text;
      if (!Object.hasOwn(KINDS, kind)) throw new Wrong(`There is no "${text}" among them.`);
      return kind;
    });
