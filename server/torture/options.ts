import { parseArgs } from 'node:util';

/** What a run does. */
export interface Options {
  /** Servers. */
  nodes: number;
  database: 'sqlite' | 'mariadb';
  /** So many times a server is killed. */
  kills: number;
  /** Messages of customers a second. */
  rate: number;
  agents: number;
  customers: number;
  /** Decides about everything that is left to chance. */
  seed: number;
  /** The run ends after so many minutes, whatever is left to kill. */
  minutes: number;
  scenario: 'kills' | 'exactly-once' | 'bursts';
  /** Of the scenario `exactly-once`. */
  events: number;
  /** Of the scenario `bursts`. */
  contacts: number;
  /** Keeps the data and the logs of the servers. */
  keep: boolean;
}

export const HELP = `npm run torture -- [options]

  --scenario kills          kills (default), exactly-once or bursts
  --kills 30                how often a server is killed (SIGKILL, at random and at named places)
  --nodes 1                 servers; more than one needs --database mariadb
  --database sqlite         sqlite or mariadb (a server of its own; with it Redis and, where it can be had, MongoDB's protocol)
  --rate 60                 customers' messages a second
  --agents 6 --customers 60
  --seed N                  the same chances again
  --minutes 30              at most so long
  --short                   a few minutes, for continuous integration
  --events 300000           scenario exactly-once: so many distinct events, each delivered 1 to 5 times, shuffled
  --contacts 10000          scenario bursts: so many new customers, each writing five messages at once
  --keep                    leaves data and logs where they are

docs/torture.md says what is checked.`;

/**
 * Reads the command line.
 *
 * @throws Error with a sentence
 */
export const readOptions = (args: string[]): Options | 'help' => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      scenario: text,
      kills: text,
      nodes: text,
      database: text,
      rate: text,
      agents: text,
      customers: text,
      seed: text,
      minutes: text,
      events: text,
      contacts: text,
      short: flag,
      keep: flag,
      help: flag,
    },
  });
  if (values.help) return 'help';
  const number = (
    name: 'kills' | 'nodes' | 'rate' | 'agents' | 'customers' | 'seed' | 'minutes' | 'events' | 'contacts',
    fallback: number,
    least: number,
  ): number => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!Number.isFinite(value) || value < least) throw new Error(`--${name}: write a number from ${least}`);
    return value;
  };
  const word = <T extends string>(name: 'scenario' | 'database', allowed: readonly T[]): T => {
    const value = values[name] ?? allowed[0];
    if (!allowed.includes(value as T)) throw new Error(`--${name}: write one of ${allowed.join(', ')}`);
    return value as T;
  };
  const options: Options = {
    scenario: word('scenario', ['kills', 'exactly-once', 'bursts']),
    database: word('database', ['sqlite', 'mariadb']),
    nodes: number('nodes', 1, 1),
    kills: number('kills', values.short ? 12 : 30, 0),
    rate: number('rate', 60, 1),
    agents: number('agents', 6, 1),
    customers: number('customers', 60, 1),
    seed: number('seed', Math.floor(Math.random() * 1e9), 0),
    minutes: number('minutes', values.short ? 2 : 60, 0.1),
    events: number('events', values.short ? 20_000 : 300_000, 1),
    contacts: number('contacts', values.short ? 500 : 10_000, 1),
    keep: values.keep,
  };
  if (options.nodes > 1 && options.database === 'sqlite')
    throw new Error('--nodes: several servers cannot share a SQLite file; add --database mariadb');
  return options;
};
