import type { Clock } from '../lib/clock';
import { reasonOf } from './event-delivery';
import { PluginUnavailable, type PluginCalls } from './call';
import type { LoadedPlugin } from './status';

const DEADLINE_MS = 5_000;

/** Asks a plugin how it is. One that says something is wrong, or says nothing, is degraded until it is well again. */
export const askHealth = async (plugin: LoadedPlugin, calls: PluginCalls, clock: Clock): Promise<void> => {
  const health = plugin.definition.health;
  if (!health || !plugin.usable || !plugin.started) return;
  let reason: string | null;
  try {
    const answer = await calls.call(plugin, { name: 'health', deadlineMs: DEADLINE_MS }, (ctx) => health.call(plugin.definition, ctx));
    reason = answer.ok ? null : String(answer.reason);
  } catch (error) {
    // the breaker and the failed call tell of it by themselves
    reason =
      error instanceof PluginUnavailable && error.code === 'TIMEOUT' ? `It gave no answer within ${DEADLINE_MS / 1000} s` : reasonOf(error);
  }
  plugin.health = { ok: reason === null, reason, checkedAt: clock.now() };
  if (reason === null) plugin.notices.delete('health');
  else
    plugin.notices.set('health', {
      reason: `It says that it is not well: ${reason}`,
      remedy: 'Mend what it names; it is asked again every minute',
      step: 'call',
    });
};
