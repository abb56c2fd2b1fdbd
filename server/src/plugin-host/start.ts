import type { PluginCalls } from './call';
import { PluginProblem, type LoadedPlugin } from './status';

/**
 * Starts a plugin. One that is late is out, and what its start returns after all is called at once.
 *
 * @throws PluginProblem
 */
export const startPlugin = async (plugin: LoadedPlugin, calls: PluginCalls, deadlineMs: number): Promise<void> => {
  const start = plugin.definition.start;
  if (start) {
    let late = false;
    try {
      const stop = await calls.attempt(
        plugin,
        { name: 'start', deadlineMs, signal: plugin.stopping.signal, lasting: true },
        async (ctx) => {
          const answer = await start.call(plugin.definition, ctx);
          if (late) await answer?.();
          return answer;
        },
      );
      plugin.stop = stop ?? null;
    } catch (error) {
      late = true;
      throw new PluginProblem(
        'start',
        `Its start failed: ${String((error as Error | null)?.message ?? error).split('\n')[0]}`,
        'Look at what it needs to start, mend that, then start the server again',
      );
    }
  }
  plugin.started = true;
};

/** Stops a plugin; what goes wrong is only logged, because the server goes down anyway. */
export const stopPlugin = async (plugin: LoadedPlugin, calls: PluginCalls, deadlineMs: number): Promise<void> => {
  plugin.started = false;
  plugin.stopping.abort();
  const { stop } = plugin;
  plugin.stop = null;
  if (stop) await calls.attempt(plugin, { name: 'stop', deadlineMs }, async () => stop());
};
