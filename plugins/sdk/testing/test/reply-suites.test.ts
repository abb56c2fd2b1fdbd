import {
  definePlugin,
  type PluginContext,
  type QuickReply,
  type QuickReplySource,
  type TemplateInfo,
  type TemplateSource,
} from '@parley/plugin';
import { quickReplySuite, templateSuite, type Suite } from '../src';
import { CreateSnippet, letters, Snippet, SNIPPETS, snippets } from './good/replies';
import { showsEachCaseToFail } from './shown-to-fail';

const plugin = definePlugin({ entities: [Snippet], migrations: [CreateSnippet], quickReplies: [snippets()] });

const repliesOf = (search: QuickReplySource['search'], deadlineMs?: number): Suite =>
  quickReplySuite(
    { ...snippets(), search },
    {
      context: { definition: plugin, manifest: { id: 'good', prefix: 'good' } },
      prepare: (ctx) => ctx.db.insert(Snippet, SNIPPETS),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    },
  );

type Search = Parameters<QuickReplySource['search']>[1];
const good = snippets();
/** The good source, with another answer where `change` gives one. */
const searching = (change: (replies: QuickReply[], input: Search, ctx: PluginContext) => unknown, deadlineMs?: number) => () =>
  repliesOf(async (ctx, input) => {
    const replies = await good.search(ctx, input);
    return ((await change(replies, input, ctx)) ?? replies) as QuickReply[];
  }, deadlineMs);
const all = (ctx: PluginContext): Promise<QuickReply[]> => good.search(ctx, { agentId: 'a', text: '', first: 100 });
const broken = (): never => {
  throw new TypeError('it broke');
};
let asked = 0;
let kept: QuickReply[] = [];

showsEachCaseToFail(() => repliesOf(good.search), {
  'lists its prepared answers, in time and whole': searching((replies) =>
    replies.map((one) => (one.id === 'sn_2' ? { ...one, attachmentIds: [7] } : one)),
  ),
  'gives each an id of its own, the same each time': searching((replies, { text, first }) =>
    text === '' && first === 100 && asked++ % 2 === 0 ? [...replies].reverse() : undefined,
  ),
  'gives no more than it is asked for': searching((_replies, { first }, ctx) => (first === 1 ? all(ctx) : undefined)),
  'finds by name, whatever the case': searching((replies, { text }) => replies.filter(() => !/[A-Z]{3}/.test(text))),
  'finds nothing under what stands nowhere': searching((_replies, { text }, ctx) => (text.startsWith('zzqx') ? all(ctx) : undefined)),
  'takes % and _ for what they are': searching((_replies, { text }, ctx) => (text === '\\' ? all(ctx) : undefined)),
  'answers whatever an agent types': searching((_replies, { text }) => (text.includes('\0') ? broken() : undefined)),
  'shows nothing of another organization': searching((replies, { text, first }, ctx) => {
    if (ctx.organizationId === 'org_test') kept = replies;
    return ctx.organizationId === 'org_third' && text === '' && first === 100 ? kept : undefined;
  }),
  'gives texts that can be sent': searching((replies) => replies.map((one) => ({ ...one, text: `${one.text} ` }))),
  'gives shortcuts that can be typed': searching((replies) =>
    replies.map((one) => ({ ...one, shortcut: one.shortcut === 'ty' ? 'Thank you' : one.shortcut })),
  ),
  'answers with and without a conversation': searching((replies, { conversationId }) => (conversationId === 'conv_unknown' ? [] : replies)),
});

const lettersOf = (change: Partial<TemplateSource> = {}): Suite =>
  templateSuite(
    { ...letters(), ...change },
    {
      values: ({ id }): Record<string, string> => (id === 'welcome' ? { name: 'Maya', team: ' in our team' } : {}),
    },
  );

type Ask = Parameters<TemplateSource['list']>[1];
type Fill = Parameters<TemplateSource['render']>[1];
type Rendered = Awaited<ReturnType<TemplateSource['render']>>;
const listing = (change: (templates: TemplateInfo[], input: Ask, ctx: PluginContext) => unknown) => () =>
  lettersOf({
    list: async (ctx, input) => {
      const templates = await letters().list(ctx, input);
      return ((await change(templates, input, ctx)) ?? templates) as TemplateInfo[];
    },
  });
const rendering =
  (change: (rendered: Rendered | Error, input: Fill, again: (values: Fill['values']) => Promise<Rendered>) => unknown) => () =>
    lettersOf({
      render: async (ctx, input) => {
        const rendered = await letters()
          .render(ctx, input)
          .catch((error: Error) => error);
        const other = await change(rendered, input, (values) => letters().render(ctx, { ...input, values }));
        if (other === undefined && rendered instanceof Error) throw rendered;
        return (other ?? rendered) as Rendered;
      },
    });
const letter = (text: string): Rendered => ({ content: { text }, preview: text });

showsEachCaseToFail(() => lettersOf(), {
  'lists its templates, in time and whole': listing((templates) =>
    templates.map((one) => ({ ...one, variables: one.variables.map((v) => ({ ...v, label: undefined })) })),
  ),
  'gives each an id of its own, the same each time': listing((templates, { search, first }) =>
    !search && first === 100 && asked++ % 2 === 0 ? [...templates].reverse() : undefined,
  ),
  'gives no more than it is asked for': listing((_templates, { first }, ctx) =>
    first === 1 ? letters().list(ctx, { inboxId: 'i', first: 9 }) : undefined,
  ),
  'finds by name, whatever the case': listing((templates, { search = '' }) => templates.filter(() => !/[A-Z]{3}/.test(search))),
  'finds nothing under what stands nowhere': listing((_templates, { search = '' }, ctx) =>
    search.startsWith('zzqx') ? letters().list(ctx, { inboxId: 'i', first: 9 }) : undefined,
  ),
  'takes % and _ for what they are': listing((_templates, { search }, ctx) =>
    search === '%' ? letters().list(ctx, { inboxId: 'i', first: 9 }) : undefined,
  ),
  'answers whatever an agent types': listing((_templates, { search }) => (search?.includes('\0') ? broken() : undefined)),
  'shows in the preview what is to be filled in, and nothing else': listing((templates) =>
    templates.map((one) => ({ ...one, preview: one.preview.replace('{{name}}', '{{name}} of {{city}}') })),
  ),
  'names languages as browsers do': listing((templates) => templates.map((one) => ({ ...one, language: one.language.replace('-', '_') }))),
  'fills in every value': rendering((rendered, { templateId, values }) =>
    templateId === 'welcome' && values.name === 'Maya' && values.team === ' in our team' ? letter('Hello Maya, welcome.') : undefined,
  ),
  'refuses when something that it needs is missing': rendering((rendered, { values }) =>
    rendered instanceof Error && values.name?.trim() === '' ? letter('Hello, welcome.') : undefined,
  ),
  'goes without what it does not need': rendering((rendered, { values }, again) => {
    if (values.name && values.team === undefined && !(rendered instanceof Error)) return again({});
    return undefined;
  }),
  'puts values in as they are': rendering((rendered, { values }) =>
    values.name?.startsWith('<img') && !(rendered instanceof Error) ? letter(rendered.preview.replaceAll('<', '&lt;')) : undefined,
  ),
  'refuses a template that it does not have': rendering((rendered, { templateId }) =>
    rendered instanceof Error && templateId === 'constructor' ? letter('undefined') : undefined,
  ),
  'takes no notice of values that nobody asked for': rendering((rendered, { values }) =>
    values['no such variable'] && !(rendered instanceof Error) ? letter(`${rendered.preview} stranger`) : undefined,
  ),
});
