import type { TestContext } from '../context/test-context';
import { HOSTILE_TEXTS } from '../hostile';
import { must, mustEqual, shown, thrownBy, within } from '../must';
import { Unmet, type SuiteCase } from '../suite';
import type { ContextCase } from './with-context';

/** Something that is listed and searched for: templates, prepared answers. */
export interface Listing<T extends { id: string }> {
  /** `templates`, in sentences. */
  what: string;
  ask(ctx: TestContext, search: string, first: number): Promise<T[]>;
  /** What the core says against an answer, thrown as an Error. */
  read(items: unknown, first: number): unknown;
  /** The words under which a person looks for it. */
  words(item: T): string[];
  deadlineMs: number;
}

const NONSENSE = 'zzqx no such thing 7f3a';

/** An answer of the source, in time. */
export const listed = async <T extends { id: string }>(listing: Listing<T>, ctx: TestContext, search = '', first = 100): Promise<T[]> => {
  try {
    const items = await within(listing.deadlineMs, `The source, asked for ${shown(search)},`, () => listing.ask(ctx, search, first));
    must(Array.isArray(items), `It answered ${shown(items)} to ${shown(search)}.`);
    return items;
  } catch (error) {
    if (error instanceof Unmet) throw error;
    throw new Unmet(`It threw ${shown(error)}, asked for ${shown(search)}.`);
  }
};

/** What is asked of every source that is listed and searched. */
export const listingCases = <T extends { id: string }>(make: ContextCase, listing: Listing<T>): SuiteCase[] => {
  const { what } = listing;
  return [
    make(
      `lists its ${what}, in time and whole`,
      `The agent sees "not available" instead of ${what}. Answer within a second with what the contract’s types say; give the suite rows to list (prepare) if there are none.`,
      async (ctx) => {
        const items = await listed(listing, ctx);
        must(items.length > 0, `It listed no ${what} at all.`);
        const error = await thrownBy(() => listing.read(items, 100));
        must(error === undefined, `The server refuses the answer: ${(error as Error)?.message}.`);
      },
    ),
    make(
      'gives each an id of its own, the same each time',
      'The agent chooses one and sends another. Take ids that stay: the row’s own, never the place in the list.',
      async (ctx) => {
        const ids = (await listed(listing, ctx)).map(({ id }) => id);
        const twice = ids.find((id, at) => ids.indexOf(id) !== at);
        must(twice === undefined, `Two ${what} have the id "${twice}".`);
        mustEqual(
          (await listed(listing, ctx)).map(({ id }) => id),
          ids,
          'Asked again, it gave other ids, or another order.',
        );
      },
    ),
    make(
      'gives no more than it is asked for',
      'A list of thousands fills the screen, and the search gets slow for everybody. Honour first.',
      async (ctx) => {
        for (const first of [1, 2]) {
          const { length } = await listed(listing, ctx, '', first);
          must(length <= first, `Asked for ${first}, it gave ${length}.`);
        }
      },
    ),
    make(
      'finds by name, whatever the case',
      'The agent types a word that stands there, and nothing is found. Compare in lower case, and look into what the agent reads.',
      async (ctx) => {
        for (const item of (await listed(listing, ctx)).slice(0, 5))
          for (const word of listing.words(item))
            for (const typed of [word, word.toUpperCase(), word.toLowerCase()]) {
              const ids = (await listed(listing, ctx, typed)).map(({ id }) => id);
              must(ids.includes(item.id), `It did not find "${item.id}" under ${shown(typed)}.`);
            }
      },
    ),
    make(
      'finds nothing under what stands nowhere',
      'Whatever the agent types, the list stays as long as it was. Leave out what does not fit.',
      async (ctx) => {
        const { length } = await listed(listing, ctx, NONSENSE);
        must(length === 0, `Under ${shown(NONSENSE)} it found ${length}.`);
      },
    ),
    make(
      'takes % and _ for what they are',
      'The agent looks for "50 %" and gets everything. Escape them in a LIKE, or compare in memory.',
      async (ctx) => {
        for (const sign of ['%', '_', '\\']) {
          const wrong = (await listed(listing, ctx, sign)).find((item) => !textOf(item).includes(sign));
          must(!wrong, `Under ${shown(sign)} it found "${wrong?.id}", in which it does not stand.`);
        }
      },
    ),
    make(
      'answers whatever an agent types',
      'One strange search breaks the source, and after a few it is given a pause for everybody. Take the search as text.',
      async (ctx) => {
        for (const text of HOSTILE_TEXTS) await listed(listing, ctx, text);
      },
    ),
  ];
};

/** What is asked of a source that keeps what it lists in tables of its own. */
export const isolationCases = <T extends { id: string }>(
  makeEmpty: ContextCase,
  listing: Listing<T>,
  prepare: (ctx: TestContext) => Promise<void>,
): SuiteCase[] => [
  makeEmpty(
    'shows nothing of another organization',
    `Agents of one company read what another has written. Keep ${listing.what} in a table with organizationId, read them through ctx.db, and keep no copy in memory.`,
    async (ctx) => {
      const builtIn = await listed(listing, ctx.of('org_other'));
      await prepare(ctx);
      const own = await listed(listing, ctx);
      must(own.length > builtIn.length, `It did not list the ${listing.what} that prepare wrote.`);
      for (const organization of ['org_other', 'org_third'])
        mustEqual(await listed(listing, ctx.of(organization)), builtIn, `Another organization saw ${listing.what} of this one.`);
    },
  ),
];

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'object' && value !== null ? Object.values(value).map(textOf).join('\n') : '';
