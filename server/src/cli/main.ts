import 'reflect-metadata';
import { ConfigError } from '../lib/config';
import { Refused } from '../lib/errors';
import { RequiredPluginError } from '../plugin-host/status';
import { CommandError, helpOfAll, runCommand, UsageError, type Entry, type Io } from './command';
import { commands } from './commands';

/** The command whose words an invocation begins with, and what follows them. */
const find = (argv: readonly string[]): { entry: Entry; rest: string[] } | null => {
  for (let words = 2; words > 0; words--) {
    const entry = commands.find(({ name }) => name === argv.slice(0, words).join(' '));
    if (entry) return { entry, rest: argv.slice(words) };
  }
  return null;
};

const dispatch = async (argv: readonly string[], io: Io): Promise<number> => {
  const found = find(argv);
  if (found) return runCommand(found.entry, found.rest, io);
  const words = argv.filter((one) => !one.startsWith('-'));
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (words.length === 0 || words[0] === 'help') return (io.out(`${helpOfAll(commands)}\n`), 0);
  if (words.length === 1 && group.length > 0) return (io.out(`${helpOfAll(group)}\n`), 0);
  const choices = (group.length > 0 ? group : commands).map(({ name }) => name).join(', ');
  throw new UsageError(`There is no command "parley ${words.slice(0, 2).join(' ')}". There are: ${choices}.`);
};

const processIo = (): Io => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
});

/** A failure with a sentence that is meant for the operator. */
const isSentence = (error: unknown): error is Error =>
  error instanceof CommandError || error instanceof ConfigError || error instanceof RequiredPluginError || error instanceof Refused;

/**
 * The command line.
 *
 * @param argv what follows `parley`
 * @returns the exit code: 0 done, 1 not done, 2 called wrongly
 */
export const main = async (argv: readonly string[], io: Io = processIo()): Promise<number> => {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const known = error instanceof UsageError || isSentence(error);
    // somebody has to look into what nobody expected: with its trace, where they ask for it
    const text = known || !io.env.DEBUG ? (error as Error).message : String((error as Error).stack);
    io.err(`${text}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
};
