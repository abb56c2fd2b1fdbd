import { parseArgs } from 'node:util';

/** What a command has to do with the outside. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  env: NodeJS.ProcessEnv;
  /** Where the command was given. */
  cwd: string;
  stdin: NodeJS.ReadStream;
}

/** An option of a command: `--name`, or `--name <value>` when `value` says what is written there. */
export interface Option {
  help: string;
  value?: string;
}

type Options = Readonly<Record<string, Option>>;

/** What was written for each option. */
export type Given<O extends Options> = { readonly [K in keyof O]?: O[K] extends { value: string } ? string : boolean };

/** One command as the list of them knows it. */
export interface Entry {
  /** Its words: `ui publish`. */
  name: string;
  /** `<dir>`: needed; `[dir]`: may be left out. */
  args: readonly string[];
  /** One line. */
  summary: string;
  load(): Promise<{ command: Command }>;
}

/** What a command takes and does. */
export interface Command<O extends Options = Options> {
  /** What a person should know before they use it. */
  about?: string;
  options?: O;
  /** @returns the exit code; nothing: 0 */
  run(given: { args: string[]; options: Given<O> }, io: Io): Promise<number | void>;
}

/** Keeps the types of a command's options. */
export const defineCommand = <const O extends Options>(command: Command<O>): Command => command as unknown as Command;

/** It was called wrongly: exit code 2. */
export class UsageError extends Error {}

/** It cannot be done; the message is the one sentence that says why: exit code 1. */
export class CommandError extends Error {}

const HELP = { help: { help: 'Show this' } } as const;

/** `parley ui publish <dir> [options]` */
const usage = ({ name, args }: Entry, { options = {} }: Command): string =>
  ['parley', name, ...args, ...(Object.keys(options).length > 0 ? ['[options]'] : [])].join(' ');

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

/** The help of one command. */
const helpOf = (entry: Entry, command: Command): string => {
  const options = Object.entries({ ...command.options, ...HELP } as Options).map(
    ([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ''}`, help] as const,
  );
  const { about } = command;
  return [`Usage: ${usage(entry, command)}`, `${entry.summary}.`, ...(about ? [about] : []), `Options:\n${columns(options)}`].join('\n\n');
};

/** The list of commands. */
export const helpOfAll = (entries: readonly Entry[]): string =>
  [
    'Usage: parley <command>',
    columns(entries.map(({ name, args, summary }) => [[name, ...args].join(' '), summary] as const)),
    'Each command tells more with --help. It works in the folder that holds parley.config.ts, or that PARLEY_ROOT names.',
  ].join('\n\n');

/**
 * Reads what follows a command's words and runs it.
 *
 * @returns the exit code
 * @throws UsageError
 */
export const runCommand = async (entry: Entry, argv: readonly string[], io: Io): Promise<number> => {
  const { command } = await entry.load();
  const config = Object.fromEntries(
    Object.entries({ ...command.options, ...HELP } as Options).map(([name, { value }]) => [
      name,
      { type: value ? 'string' : 'boolean' } as const,
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See: parley ${entry.name} --help`);
  }
  if (parsed.values.help) return (io.out(`${helpOf(entry, command)}\n`), 0);
  const missing = entry.args.filter((one) => one.startsWith('<'))[parsed.positionals.length];
  if (missing) throw new UsageError(`${missing} is missing. Write: ${usage(entry, command)}`);
  const extra = parsed.positionals[entry.args.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is too much. Write: ${usage(entry, command)}`);
  return (await command.run({ args: parsed.positionals, options: parsed.values as Given<Options> }, io)) ?? 0;
};

/** Rows as aligned columns; the first one is the head. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
