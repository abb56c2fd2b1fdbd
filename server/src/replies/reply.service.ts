import { Refused as SourceRefused, type PluginContext, type QuickReply, type TemplateInfo } from '@parley/plugin';
import { refuse } from '../lib/errors';
import type { Viewer } from '../people/viewer';
import { PluginUnavailable } from '../plugin-host/call';
import type { PluginHost } from '../plugin-host/plugin-host';
import type { LoadedPlugin } from '../plugin-host/status';
import { readQuickReplies, readRendered, readTemplates, type RenderedTemplate } from './reply-answers';

/** A source has so long to answer, in ms. */
const SEARCH_DEADLINE_MS = 1_000;
const RENDER_DEADLINE_MS = 3_000;
/** So many templates of a source are looked through for the one that is sent. */
const ALL = 1_000;

/** What the room asks of the plugin host. */
export type ReplyDoor = Pick<PluginHost, 'templates' | 'quickReplies' | 'isOn' | 'call'>;

/** What one source answered. */
export interface Group<T> {
  /** `<plugin>/<source>`. */
  id: string;
  label: string;
  /** False: it gave no answer in time, or none that makes sense. */
  available: boolean;
  items: T[];
}

/** A template as the API names it. */
export interface TemplateChoice {
  /** `<plugin>/<source>/<id>`. */
  id: string;
  values: Readonly<Record<string, string>>;
}

interface Source {
  id: string;
  plugin: LoadedPlugin;
  source: { id: string; label: string };
}

/** Asks the plugins for templates and prepared answers; one that fails is an empty group and nothing more. */
export class ReplyService {
  constructor(
    private readonly plugins: ReplyDoor,
    private readonly deadlines: { search?: number; render?: number } = {},
  ) {}

  /** The templates that may be sent from an inbox, by source. */
  templates(viewer: Viewer, inboxId: string, search: string | undefined, first: number): Promise<Group<TemplateInfo>[]> {
    const input = { inboxId, first, ...(search ? { search } : {}) };
    return this.ask(this.plugins.templates(), viewer, inboxId, async (ctx, { source }) =>
      readTemplates(await source.list(ctx, input), first),
    );
  }

  /** Prepared answers for an agent, by source. */
  quickReplies(
    viewer: Viewer,
    conversation: { id: string; inboxId: string } | null,
    text: string,
    first: number,
  ): Promise<Group<QuickReply>[]> {
    const input = { agentId: viewer.agentId, text, first, ...(conversation ? { conversationId: conversation.id } : {}) };
    return this.ask(this.plugins.quickReplies(), viewer, conversation?.inboxId, async (ctx, { source }) =>
      readQuickReplies(await source.search(ctx, input), first),
    );
  }

  /**
   * A template with its values filled in.
   *
   * @throws Refused TEMPLATE_NOT_FOUND, TEMPLATE_VALUE_MISSING, TEMPLATE_UNAVAILABLE, or what its source says
   */
  async render(viewer: Viewer, inboxId: string, { id, values }: TemplateChoice): Promise<RenderedTemplate> {
    const absent = () => refuse('TEMPLATE_NOT_FOUND', 'There is no such template on this inbox now. Choose it again.', ['template', 'id']);
    const offer = this.plugins
      .templates()
      .find((one) => id.startsWith(`${one.id}/`) && this.plugins.isOn(one.plugin, viewer.orgId, inboxId));
    if (!offer) throw absent();
    const templateId = id.slice(offer.id.length + 1);
    const [listed] = await this.ask([offer], viewer, inboxId, async (ctx) =>
      readTemplates(await offer.source.list(ctx, { inboxId, first: ALL }), ALL),
    );
    const template = listed?.items.find((one) => one.id === templateId);
    if (!template && listed?.available && listed.items.length < ALL) throw absent();
    for (const { name, label, required } of template?.variables ?? [])
      if (required && !values[name]?.trim())
        throw refuse('TEMPLATE_VALUE_MISSING', `Fill in "${label || name}" before you send the template.`, ['template', 'values', name]);
    try {
      return await this.call(offer, 'render', this.deadlines.render ?? RENDER_DEADLINE_MS, viewer, inboxId, async (ctx) =>
        readRendered(await offer.source.render(ctx, { inboxId, templateId, values: { ...values } })),
      );
    } catch (error) {
      if (error instanceof SourceRefused) throw refuse(error.code, error.message, ['template']);
      if (!(error instanceof PluginUnavailable)) throw error;
      throw refuse('TEMPLATE_UNAVAILABLE', `${offer.source.label} gives no answer now. Try again in a moment.`, ['template']);
    }
  }

  private ask<S extends Source, T>(
    sources: readonly S[],
    viewer: Viewer,
    inboxId: string | undefined,
    run: (ctx: PluginContext, source: S) => Promise<T[]>,
  ): Promise<Group<T>[]> {
    const on = sources.filter(({ plugin }) => this.plugins.isOn(plugin, viewer.orgId, inboxId));
    return Promise.all(
      on.map(async (source) => {
        const group = { id: source.id, label: source.source.label };
        try {
          const deadlineMs = this.deadlines.search ?? SEARCH_DEADLINE_MS;
          const items = await this.call(source, 'search', deadlineMs, viewer, inboxId, (ctx) => run(ctx, source));
          return { ...group, available: true, items };
        } catch {
          // the call has counted and logged it
          return { ...group, available: false, items: [] };
        }
      }),
    );
  }

  private call<T>(
    { plugin, source }: Source,
    what: 'search' | 'render',
    deadlineMs: number,
    viewer: Viewer,
    inboxId: string | undefined,
    run: (ctx: PluginContext) => Promise<T>,
  ): Promise<T> {
    const options = {
      name: `${what}.${source.id}`,
      deadlineMs,
      organizationId: viewer.orgId,
      actor: { kind: 'agent' as const, id: viewer.agentId },
      ...(inboxId === undefined ? {} : { inboxId }),
    };
    return this.plugins.call(plugin, options, run);
  }
}
