import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginDefinition } from '@parley/plugin';
import type { Suite } from '../suite';
import { assignmentSuite, type AssignmentSuiteOptions } from '../suites/assignment';
import { botSuite, type BotSuiteOptions } from '../suites/bot';
import { channelSuite, type ChannelSuiteOptions } from '../suites/channel';
import { quickReplySuite, type QuickReplySuiteOptions } from '../suites/quick-replies';
import { templateSuite, type TemplateSuiteOptions } from '../suites/templates';

/** What the suites cannot know by themselves, by the id of each contribution. A channel needs it; the others may have it. */
export interface ConformanceOptions {
  /** As in `parley.config.ts`; needed when the plugin has settings without a default. */
  settings?: Record<string, unknown>;
  channels?: Record<string, ChannelSuiteOptions>;
  assignment?: Record<string, AssignmentSuiteOptions>;
  bots?: Record<string, BotSuiteOptions>;
  templates?: Record<string, TemplateSuiteOptions>;
  quickReplies?: Record<string, QuickReplySuiteOptions>;
}

/** Where an author says it: the default export is {@link ConformanceOptions}. */
export const OPTIONS_FILES = ['test/conformance.mts', 'test/conformance.ts', 'test/conformance.mjs'] as const;

/** Something is not as the suites need it; the message is the sentence for the author. */
export class ConformanceError extends Error {}

const defaultOf = (module: unknown): unknown => {
  let value = module;
  for (let i = 0; i < 2 && typeof value === 'object' && value !== null && 'default' in value; i++) value = value.default;
  return value;
};

/** What a plugin's folder exports, loaded as a server does. */
const definitionOf = async (folder: string): Promise<PluginDefinition<never>> => {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { parley?: { server?: string } };
  const entry = manifest.parley?.server;
  if (entry === undefined) return {};
  const file = resolve(folder, entry);
  if (!existsSync(file)) throw new ConformanceError(`${file} does not exist: build the plugin first.`);
  return defaultOf(createRequire(file)(file)) as PluginDefinition<never>;
};

/** What the author says of the suites; nothing when there is no file. */
export const readOptions = async (folder: string): Promise<ConformanceOptions> => {
  const file = OPTIONS_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  return file ? (defaultOf(await import(pathToFileURL(file).href)) as ConformanceOptions) : {};
};

/**
 * The suites of everything that a plugin contributes.
 *
 * @param plugin what `definePlugin` yields
 * @throws ConformanceError when a channel's options are missing
 * @example for (const suite of suitesOf(plugin, options)) registerSuite(suite);
 */
export const suitesOf = (plugin: PluginDefinition<never>, options: ConformanceOptions = {}): Suite[] => [
  ...(plugin.channels ?? []).map((channel) => {
    const own = options.channels?.[channel.id];
    if (own) return channelSuite(channel, own);
    throw new ConformanceError(
      `The channel ${channel.id} was not played: write what its provider sends and answers into ${OPTIONS_FILES[0]}, as channels['${channel.id}'].`,
    );
  }),
  ...(plugin.assignment ?? []).map((rule) => assignmentSuite(rule, options.assignment?.[rule.id])),
  ...(plugin.bots ?? []).map((bot) => botSuite(bot, options.bots?.[bot.id])),
  ...(plugin.templates ?? []).map((source) => templateSuite(source, options.templates?.[source.id])),
  ...(plugin.quickReplies ?? []).map((source) => quickReplySuite(source, options.quickReplies?.[source.id])),
];

/**
 * The suites of a plugin that is built.
 *
 * @param folder the plugin's; its server entry is loaded as a server does
 * @throws ConformanceError when it is not built, or when a channel's options are missing
 * @example for (const suite of await conformance('.', options)) registerSuite(suite, await import('node:test'));
 */
export const conformance = async (folder: string, options: ConformanceOptions = {}): Promise<Suite[]> =>
  suitesOf(await definitionOf(resolve(folder)), options);
