import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError, type Io } from './command';

/**
 * A password that stands neither in the command's arguments nor on the screen: of a variable, else of standard input, else asked for.
 *
 * @param variable name of the environment variable that may hold it
 * @throws CommandError when there is none
 */
export const readSecret = async (io: Io, variable: string, prompt: string): Promise<string> => {
  const given = io.env[variable];
  if (given) return given;
  let secret = '';
  if (io.stdin.isTTY) {
    io.err(`${prompt}: `);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const asking = createInterface({ input: io.stdin, output: silent, terminal: true });
    secret = await asking.question('');
    asking.close();
    io.err('\n');
  } else {
    for await (const chunk of io.stdin) secret += String(chunk);
    secret = secret.replace(/\r?\n$/, '');
  }
  if (secret === '') throw new CommandError(`There is no password. Set ${variable}, or write it to standard input.`);
  return secret;
};
