import type { TemplateInfo, TemplateSource } from '@parley/plugin';
import type { TestContext, TestContextOptions } from '../../context/test-context';
import { kindOf, must, shown, within } from '../../must';
import { Unmet } from '../../suite';
import { listed, type Listing } from '../listing';

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

type Rendered = Awaited<ReturnType<TemplateSource['render']>>;

/** A source, asked as the server asks. */
export class Templates {
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

/** `{{name}}`, with the name in its first group. */
export const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Does a template ask for this? */
export const nameIn = ({ variables }: TemplateInfo, name: string): boolean => variables.some((one) => one.name === name);
