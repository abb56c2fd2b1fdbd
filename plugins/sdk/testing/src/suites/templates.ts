import type { TemplateInfo, TemplateSource } from '@parley/plugin';
import { readRendered, readTemplates } from '@parley/server';
import type { TestContext, TestContextOptions } from '../context/test-context';
import { HOSTILE_TEXTS } from '../hostile';
import { kindOf, must, mustEqual, shown, thrownBy, within } from '../must';
import { Unmet, type Suite, type SuiteCase } from '../suite';
import { withContext, type ContextCase } from './with-context';
import { isolationCases, listed, listingCases, type Listing } from './listing';

/** What the suite must know of a source of templates. */
export interface TemplateSuiteOptions {
  /** For a source that reads tables of its plugin. */
  context?: TestContextOptions;
  /** Writes templates into the tables, in the organization of `ctx`. Needed when the source lists nothing by itself. */
  prepare?(ctx: TestContext): Promise<void>;
  /** `inbox_test` unless told. */
  inboxId?: string;
  /** Values that fit a template; `value of <name>` for each variable unless told. */
  values?(template: TemplateInfo): Record<string, string>;
  /** The source's time for a list, in ms; 1000 unless told, as in the server. */
  deadlineMs?: number;
}

const RENDER_MS = 3_000;
const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

type Rendered = Awaited<ReturnType<TemplateSource['render']>>;

/** A source, asked as the server asks. */
class Templates {
  constructor(
    private readonly source: TemplateSource,
    private readonly options: TemplateSuiteOptions,
    readonly listing: Listing<TemplateInfo>,
  ) {}

  all(ctx: TestContext): Promise<TemplateInfo[]> {
    return listed(this.listing, ctx);
  }

  values(template: TemplateInfo): Record<string, string> {
    return this.options.values?.(template) ?? Object.fromEntries(template.variables.map(({ name }) => [name, `value of ${name}`]));
  }

  render(ctx: TestContext, templateId: string, values: Record<string, string>): Promise<Rendered> {
    const inboxId = this.options.inboxId ?? 'inbox_test';
    return within(RENDER_MS, 'render', () => this.source.render(ctx, { inboxId, templateId, values }));
  }

  /** What was rendered; null when it was refused with a sentence. */
  async tried(ctx: TestContext, templateId: string, values: Record<string, string>): Promise<Rendered | null> {
    try {
      return await this.render(ctx, templateId, values);
    } catch (error) {
      if (error instanceof Unmet) throw error;
      must(kindOf(error) === 'refused', `render threw ${shown(error)} for "${templateId}", given ${shown(values)}; it throws Refused.`);
      const { code, message } = error as { code?: unknown; message: string };
      must(typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code), `It was refused with the code ${shown(code)}: write AREA_REASON.`);
      must(message.trim().includes(' '), `It was refused without a sentence: ${shown(message)}.`);
      return null;
    }
  }
}

const listCases = (make: ContextCase, source: Templates): SuiteCase[] => [
  make(
    'shows in the preview what is to be filled in, and nothing else',
    'The agent is asked for a value that stands nowhere, or the customer reads {{name}}. Name in variables what stands in {{…}}, each once.',
    async (ctx) => {
      for (const { id, preview, variables } of await source.all(ctx)) {
        const inPreview = [...new Set([...preview.matchAll(PLACE)].map((match) => match[1]))].sort();
        mustEqual(inPreview, variables.map(({ name }) => name).sort(), `"${id}" shows ${shown(inPreview)} and asks for ${shown(variables.map(({ name }) => name))}.`);
      }
    },
  ),
  make(
    'names languages as browsers do',
    'The agent cannot tell the templates apart, and screen readers read them wrongly. Write BCP 47: en, pt-BR; not pt_BR.',
    async (ctx) => {
      for (const { id, language } of await source.all(ctx)) {
        const error = await thrownBy(() => Intl.getCanonicalLocales(language));
        must(error === undefined && language !== '', `"${id}" has the language ${shown(language)}.`);
      }
    },
  ),
];

const renderCases = (make: ContextCase, source: Templates): SuiteCase[] => [
  make(
    'fills in every value',
    'The customer reads {{name}}, or somebody else’s name. Put each value into its place, in the content and in the preview.',
    async (ctx) => {
      for (const template of await source.all(ctx)) {
        const values = source.values(template);
        const rendered = await source.tried(ctx, template.id, values);
        must(rendered, `"${template.id}" was refused with values that fit: ${shown(values)}.`);
        const error = await thrownBy(() => readRendered(rendered));
        must(error === undefined, `The server refuses what "${template.id}" became: ${(error as Error)?.message}.`);
        const missing = Object.entries(values).find(([name, value]) => template.preview.includes('{{') && nameIn(template, name) && !rendered.preview.includes(value));
        must(!missing, `"${template.id}" reads ${shown(rendered.preview)}: the value of ${missing?.[0]} is not in it.`);
        must(![...rendered.preview.matchAll(PLACE)].some((match) => nameIn(template, match[1] ?? '')), `"${template.id}" reads ${shown(rendered.preview)}.`);
        JSON.stringify(rendered.content);
      }
    },
  ),
  make(
    'refuses when something that it needs is missing',
    'The customer reads "Dear undefined", or the provider refuses hours later. Throw Refused with a sentence that names what to fill in.',
    async (ctx) => {
      for (const template of await source.all(ctx))
        for (const { name } of template.variables.filter(({ required }) => required))
          for (const value of [undefined, '', '   ']) {
            const { [name]: _, ...values } = source.values(template);
            const rendered = await source.tried(ctx, template.id, value === undefined ? values : { ...values, [name]: value });
            must(!rendered, `"${template.id}" took ${shown(value)} for ${name} and reads ${shown(rendered?.preview)}.`);
          }
    },
  ),
  make(
    'goes without what it does not need',
    'The agent leaves a field empty that need not be filled in, and cannot send. Render without it.',
    async (ctx) => {
      for (const template of await source.all(ctx)) {
        const needed = new Set(template.variables.filter(({ required }) => required).map(({ name }) => name));
        const values = Object.fromEntries(Object.entries(source.values(template)).filter(([name]) => needed.has(name)));
        const rendered = await source.tried(ctx, template.id, values);
        must(rendered, `"${template.id}" was refused although all that is required was there.`);
        must(!/undefined|\{\{/.test(rendered.preview), `"${template.id}" reads ${shown(rendered.preview)}.`);
      }
    },
  ),
  make(
    'puts values in as they are',
    'A customer called "$&" or "{{2}}" reads the wrong text, or code runs. Replace with a function, in one pass, and escape nothing.',
    async (ctx) => {
      for (const template of (await source.all(ctx)).filter(({ variables }) => variables.length > 0).slice(0, 3)) {
        const values = source.values(template);
        const others = template.variables.map(({ name }) => `{{${name}}}`);
        for (const { name } of template.variables)
          for (const text of [...HOSTILE_TEXTS.filter((one) => one.trim() !== '' && one.length < 200), ...others]) {
            const rendered = await source.tried(ctx, template.id, { ...values, [name]: text });
            must(!rendered || rendered.preview.includes(text), `"${template.id}" with ${shown(text)} for ${name} reads ${shown(rendered?.preview)}.`);
            const lost = Object.entries(values).find(([other, value]) => other !== name && nameIn(template, other) && rendered && !rendered.preview.includes(value));
            must(!lost, `"${template.id}" with ${shown(text)} for ${name} lost the value of ${lost?.[0]}.`);
          }
      }
    },
  ),
  make(
    'refuses a template that it does not have',
    'The agent chooses a template that was just taken away, and the server breaks. Throw Refused with a sentence.',
    async (ctx) => {
      for (const id of ['no such template', '__proto__', 'constructor', '', "' or 1=1 --"]) {
        const rendered = await source.tried(ctx, id, {});
        must(!rendered, `It rendered ${shown(id)}, which it does not have: ${shown(rendered?.preview)}.`);
      }
    },
  ),
  make(
    'takes no notice of values that nobody asked for',
    'A screen that is a minute older than the template cannot send any more. Read the values of your own variables only.',
    async (ctx) => {
      for (const template of await source.all(ctx)) {
        const values = source.values(template);
        const more = { ...values, constructor: 'x', 'no such variable': 'stranger' };
        const rendered = await source.tried(ctx, template.id, more);
        must(rendered, `"${template.id}" was refused because of a value that nobody asked for.`);
        mustEqual(rendered, await source.tried(ctx, template.id, values), `"${template.id}" read a value that nobody asked for.`);
      }
    },
  ),
];

const nameIn = ({ variables }: TemplateInfo, name: string): boolean => variables.some((one) => one.name === name);

/**
 * What the core counts on in a source of templates.
 *
 * @param source as it stands in `definePlugin({ templates })`
 * @example registerSuite(templateSuite(plugin.templates[0], { values: () => ({ name: 'Maya', date: '2026-01-31' }) }));
 */
export const templateSuite = (source: TemplateSource, options: TemplateSuiteOptions = {}): Suite => {
  const { inboxId = 'inbox_test', deadlineMs = 1_000 } = options;
  const prepare = options.prepare?.bind(options);
  const make = withContext(options.context, prepare);
  const listing: Listing<TemplateInfo> = {
    what: 'templates',
    ask: (ctx, search, first) => source.list(ctx, { inboxId, first, ...(search ? { search } : {}) }),
    read: readTemplates,
    words: ({ name }) => [name],
    deadlineMs,
  };
  const templates = new Templates(source, options, listing);
  return {
    name: `templates ${source.id}`,
    cases: [
      ...listingCases(make, listing),
      ...(prepare ? isolationCases(withContext(options.context), listing, prepare) : []),
      ...listCases(make, templates),
      ...renderCases(make, templates),
    ],
  };
};
