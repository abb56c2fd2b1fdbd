import type { QuickReply, QuickReplySource } from '@parley/plugin';
import { readQuickReplies } from '@parley/server';
import type { TestContext, TestContextOptions } from '../context/test-context';
import { must, shown } from '../must';
import type { Suite } from '../suite';
import { withContext } from './with-context';
import { isolationCases, listed, listingCases, type Listing } from './listing';

/** What the suite must know of a source of prepared answers. */
export interface QuickReplySuiteOptions {
  /** For a source that reads tables of its plugin. */
  context?: TestContextOptions;
  /** Writes prepared answers into the tables, in the organization of `ctx`. Needed when the source lists nothing by itself. */
  prepare?(ctx: TestContext): Promise<void>;
  /** Who searches; `agent_test` unless told. */
  agentId?: string;
  conversationId?: string;
  /** The source's time, in ms; 1000 unless told, as in the server. */
  deadlineMs?: number;
}

/**
 * What the core counts on in a source of prepared answers.
 *
 * @param source as it stands in `definePlugin({ quickReplies })`
 * @example
 * registerSuite(quickReplySuite(plugin.quickReplies[0], {
 *   context: { definition: plugin, manifest }, prepare: (ctx) => ctx.db.insert(Snippet, snippets) }));
 */
export const quickReplySuite = (source: QuickReplySource, options: QuickReplySuiteOptions = {}): Suite => {
  const { agentId = 'agent_test', conversationId, deadlineMs = 1_000 } = options;
  const prepare = options.prepare?.bind(options);
  const make = withContext(options.context, prepare);
  const ask = (ctx: TestContext, text: string, first: number, about = conversationId) =>
    source.search(ctx, { agentId, text, first, ...(about === undefined ? {} : { conversationId: about }) });
  const listing: Listing<QuickReply> = {
    what: 'prepared answers',
    ask: (ctx, text, first) => ask(ctx, text, first),
    read: readQuickReplies,
    words: ({ title, shortcut }) => [title, ...(shortcut ? [shortcut] : [])],
    deadlineMs,
  };
  return {
    name: `quick replies ${source.id}`,
    cases: [
      ...listingCases(make, listing),
      ...(prepare ? isolationCases(withContext(options.context), listing, prepare) : []),
      make(
        'gives texts that can be sent',
        'The agent chooses an answer and an empty message, or half of one, goes out. Give a text or a file with every answer.',
        async (ctx) => {
          for (const { id, title, text, attachmentIds } of await listed(listing, ctx)) {
            must(text?.trim() || attachmentIds?.length > 0, `"${id}" has neither text nor files.`);
            must(title?.trim(), `"${id}" has no title.`);
            must(!/^\s|\s$/.test(text), `The text of "${id}" begins or ends with blanks: ${shown(text)}.`);
          }
        },
      ),
      make(
        'gives shortcuts that can be typed',
        'The agent types the shortcut and something else is sent. One word each, no slash, and no two the same.',
        async (ctx) => {
          const shortcuts = (await listed(listing, ctx)).flatMap(({ shortcut }) => (shortcut ? [shortcut] : []));
          const odd = shortcuts.find((one) => /[\s/]/.test(one));
          must(odd === undefined, `The shortcut ${shown(odd)} has a blank or a slash in it.`);
          const twice = shortcuts.find((one, at) => shortcuts.findIndex((other) => other.toLowerCase() === one.toLowerCase()) !== at);
          must(twice === undefined, `The shortcut "${twice}" stands there twice.`);
        },
      ),
      make(
        'answers with and without a conversation',
        'In one of the two places where agents look for answers there are none. conversationId may be absent, and may name one that the source has never seen.',
        async (ctx) => {
          for (const known of [undefined, 'conv_unknown']) {
            const without: Listing<QuickReply> = { ...listing, ask: (context, text, first) => ask(context, text, first, known) };
            must((await listed(without, ctx)).length > 0, `With conversationId ${shown(known)} it listed nothing.`);
          }
        },
      ),
    ],
  };
};
