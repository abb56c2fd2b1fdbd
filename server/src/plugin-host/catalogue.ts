import type { AssignmentRule, Bot, Channel, QuickReplySource, TemplateSource } from '@parley/plugin';
import type { LoadedPlugin } from './status';

/** Something that a plugin offers, by its full id: `<plugin>/<id>`. */
export interface Offer {
  id: string;
  plugin: LoadedPlugin;
}

const offered = <K extends string, T extends { id: string }>(
  plugins: readonly LoadedPlugin[],
  key: K,
  list: (plugin: LoadedPlugin) => readonly unknown[] | undefined,
): (Offer & Record<K, T>)[] =>
  plugins.flatMap((plugin) =>
    ((list(plugin) ?? []) as readonly T[]).map(
      (one) => ({ id: `${plugin.id}/${one.id}`, plugin, [key]: one }) as unknown as Offer & Record<K, T>,
    ),
  );

/** What the plugins that are ready offer, by kind. */
export class Catalogue {
  constructor(private readonly ready: () => readonly LoadedPlugin[]) {}

  /** Channels have names of their own, without the plugin's: they stand in inboxes for ever. */
  channels(): { plugin: LoadedPlugin; channel: Channel }[] {
    return offered<'channel', Channel>(this.ready(), 'channel', (plugin) => plugin.definition.channels);
  }

  rules(): (Offer & { rule: AssignmentRule })[] {
    return offered<'rule', AssignmentRule>(this.ready(), 'rule', (plugin) => plugin.definition.assignment);
  }

  bots(): (Offer & { bot: Bot })[] {
    return offered<'bot', Bot>(this.ready(), 'bot', (plugin) => plugin.definition.bots);
  }

  templates(): (Offer & { source: TemplateSource })[] {
    return offered<'source', TemplateSource>(this.ready(), 'source', (plugin) => plugin.definition.templates);
  }

  quickReplies(): (Offer & { source: QuickReplySource })[] {
    return offered<'source', QuickReplySource>(this.ready(), 'source', (plugin) => plugin.definition.quickReplies);
  }
}
