import type { ClassRef, ParleyConfig, PluginManifest } from '@parley/plugin';
import type { GraphQLSchema } from 'graphql';
import type { BuildSchemaOptions } from 'type-graphql';
import type { Logger } from '../lib/log';
import { checkAll, missing, unknownSlots } from './check';
import { declaredByClasses, declaredByFolder, declaredByImports, noteImport, resolvedFields, typesOf, type Declared } from './contribution';
import { guardPlugin, type CoreSchema } from './guard';
import { loadDefinition } from './load';
import { readManifest } from './manifest';
import { checkOffers } from './offers';
import { buildIsolated } from './schema-build';
import { checkSettings } from './settings';
import { LoadedPlugin, PluginProblem, RequiredPluginError, type Notice, type Step } from './status';

/** A plugin handed over in memory, for tests. */
export interface GivenPlugin {
  manifest: Pick<PluginManifest, 'id' | 'prefix' | 'contract'> & Partial<PluginManifest>;
  /** What `definePlugin` yields. */
  definition: object;
  version?: string;
  settings?: Record<string, unknown>;
  required?: boolean;
  enabled?: boolean;
}

/** What there is to load. */
export interface LoaderOptions {
  config: ParleyConfig | undefined;
  /** Folder from which package names and relative paths are looked up. */
  root: string;
  given: readonly GivenPlugin[];
  importMs: number;
  log: Logger;
}

/** Brings plugins in, step by step. A step leaves behind the plugins that fail, with a reason and a remedy, and goes on with the others. */
export class PluginLoader {
  /** Every plugin that is configured, those first that others build upon. */
  plugins: LoadedPlugin[] = [];
  /** `Type.field` of the API → the plugin that resolves it. */
  readonly owners = new Map<string, LoadedPlugin>();
  private readonly declared = new Map<LoadedPlugin, Declared[]>();

  constructor(
    private readonly options: LoaderOptions,
    private readonly core: CoreSchema,
  ) {}

  /** Manifest, check, import, settings, guard: everything that needs no database. */
  async load(): Promise<void> {
    const { config, root, given } = this.options;
    const found = [...(config?.plugins ?? []).map((entry) => readManifest(entry, root)), ...given.map(fromMemory)];
    const disabled = found.filter((plugin) => plugin.entry.enabled === false);
    for (const plugin of disabled)
      plugin.problem = new PluginProblem('manifest', 'It is switched off', 'Set enabled: true in parley.config.ts', 'DISABLED');
    const enabled = checkAll(found.filter((plugin) => !disabled.includes(plugin)));
    this.plugins = [...enabled, ...disabled];
    for (const plugin of enabled) {
      this.note(plugin);
      const notice = plugin.usable ? unknownSlots(plugin) : null;
      if (notice) this.report(plugin, 'slots', notice);
    }
    await this.each('import', (plugin) => this.bringIn(plugin, enabled));
  }

  usable(): LoadedPlugin[] {
    return this.plugins.filter((plugin) => plugin.usable);
  }

  /** Resolver classes of the plugins that passed the guards; {@link buildSchema} adds them by itself. */
  resolvers(): ClassRef[] {
    return this.usable().flatMap((plugin) => plugin.definition.graphql?.resolvers ?? []);
  }

  /** Builds the API: the core's resolvers and those of the plugins, without a trace of plugins that were refused. */
  buildSchema(options: BuildSchemaOptions): GraphQLSchema {
    const refused = new Set(declaredByImports());
    for (const [plugin, declared] of this.declared) {
      for (const { entry } of declared) {
        if (plugin.usable) refused.delete(entry);
        else refused.add(entry);
      }
    }
    const resolvers = [...options.resolvers, ...(this.resolvers() as never[])] as unknown as BuildSchemaOptions['resolvers'];
    const orphanedTypes = [
      ...(options.orphanedTypes ?? []),
      ...(this.usable().flatMap((plugin) => plugin.definition.graphql?.orphanedTypes ?? []) as never[]),
    ];
    return buildIsolated({ ...options, resolvers, orphanedTypes }, refused);
  }

  /** Runs a step for every plugin that is still in; one that fails is out, the others go on. */
  async each(step: Step, run: (plugin: LoadedPlugin) => Promise<void>): Promise<void> {
    for (const plugin of this.plugins) {
      if (!plugin.usable) continue;
      try {
        const lack = step === 'import' ? null : missing(plugin, this.plugins);
        if (lack) throw lack;
        await run(plugin);
      } catch (error) {
        plugin.problem =
          error instanceof PluginProblem ? error : new PluginProblem(step, `It failed: ${(error as Error).message}`, 'Ask its author');
        this.note(plugin);
      }
    }
  }

  /** Says that a part of a plugin does not work, or (null) that it works again. */
  report(plugin: LoadedPlugin, about: string, notice: Notice | null): void {
    const before = plugin.notices.get(about);
    if (!notice) return void plugin.notices.delete(about);
    plugin.notices.set(about, notice);
    if (before?.reason === notice.reason) return;
    const { reason, remedy, step } = notice;
    this.options.log.warn({ plugin: plugin.id, version: plugin.version, state: 'DEGRADED', step, reason, remedy }, 'plugin is degraded');
  }

  private async bringIn(plugin: LoadedPlugin, enabled: readonly LoadedPlugin[]): Promise<void> {
    const lack = missing(plugin, enabled);
    if (lack) throw lack;
    await this.import(plugin);
    plugin.settings = checkSettings(plugin);
    checkOffers(
      plugin,
      this.plugins.filter((other) => other.usable && this.declared.has(other) && other !== plugin),
      enabled,
    );
    const declared = this.declared.get(plugin) ?? [];
    guardPlugin(plugin, declared, this.core);
    plugin.api = { fields: resolvedFields(declared), types: typesOf(declared) };
    for (const field of plugin.api.fields) this.owners.set(field, plugin);
  }

  private async import(plugin: LoadedPlugin): Promise<void> {
    const keep = (declared: Declared[]): void => {
      this.declared.set(plugin, declared);
      for (const one of declared) this.core.foreign.add(one.entry);
    };
    try {
      const { value, declared } = await noteImport(plugin, () => loadDefinition(plugin, this.options.importMs));
      plugin.definition = value;
      for (const entry of declaredByImports()) this.core.foreign.add(entry);
      keep(plugin.given ? declaredByClasses(plugin) : declared);
    } catch (error) {
      keep(declaredByFolder(plugin.folder));
      throw error;
    }
  }

  private note(plugin: LoadedPlugin): void {
    const { id, version, problem } = plugin;
    if (!problem) return;
    const { state, step, reason, remedy } = problem;
    this.options.log.error({ plugin: id, version, state, step, reason, remedy }, 'plugin is out');
    if (plugin.entry.required) throw new RequiredPluginError(`The required plugin ${id} cannot run (${step}): ${reason}. ${remedy}.`);
  }
}

const fromMemory = (given: GivenPlugin): LoadedPlugin => {
  const manifest: PluginManifest = { requires: {}, optional: {}, needs: [], ...given.manifest };
  const entry = {
    package: manifest.id,
    ...(given.settings ? { settings: given.settings } : {}),
    ...(given.required === undefined ? {} : { required: given.required }),
    ...(given.enabled === undefined ? {} : { enabled: given.enabled }),
  };
  return new LoadedPlugin(manifest.id, given.version ?? '1.0.0', manifest, null, entry, given.definition);
};
