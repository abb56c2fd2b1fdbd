import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginDefinition } from '@parley/plugin';
import { PluginProblem, type LoadedPlugin } from './status';

/** The default export, through whatever wrappers the module systems put around it. */
const unwrap = (module: unknown): unknown => {
  let value = module;
  for (let i = 0; i < 2 && typeof value === 'object' && value !== null && 'default' in value; i++) value = value.default;
  return value;
};

const importFile = (file: string): Promise<unknown> => {
  try {
    return Promise.resolve(createRequire(file)(file) as unknown);
  } catch (error) {
    // a module that awaits at its top can only be imported
    if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE') return import(pathToFileURL(file).href);
    return Promise.reject(error as Error);
  }
};

/**
 * Imports a plugin that passed the checks. Its import must only declare; one that never gives the event loop back cannot be stopped.
 *
 * @throws PluginProblem
 */
export const loadDefinition = async (plugin: LoadedPlugin, deadlineMs: number): Promise<PluginDefinition<never>> => {
  const problem = (reason: string, remedy: string) => new PluginProblem('import', reason, remedy);
  let value: unknown = plugin.given;
  if (plugin.given === null) {
    if (plugin.manifest.server === undefined) return {};
    const file = resolve(plugin.folder ?? '', plugin.manifest.server);
    if (!existsSync(file))
      throw problem(`Its server entry ${plugin.manifest.server} does not exist`, 'Build the plugin, or install it again');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(problem(`Its import did not end within ${deadlineMs / 1000} s`, 'Ask its author: nothing may run at import')),
        deadlineMs,
      );
    });
    try {
      value = unwrap(await Promise.race([importFile(file), late]));
    } catch (error) {
      if (error instanceof PluginProblem) throw error;
      throw problem(
        `Its import failed: ${String((error as Error | null)?.message ?? error).split('\n')[0]}`,
        'Install the plugin again; if that does not help, ask its author',
      );
    } finally {
      clearTimeout(timer);
    }
  }
  if (typeof value !== 'object' || value === null)
    throw problem(
      `${join(plugin.id, plugin.manifest.server ?? '')} exports no plugin`,
      'Ask its author: the default export is definePlugin({ … })',
    );
  return value as PluginDefinition<never>;
};
