import type { PluginHost } from '../../plugin-host/plugin-host';
import { fail, ok, warn, type Finding } from './finding';

/** Each plugin's state as it would start now. */
export const checkPlugins = (host: PluginHost): Finding[] => {
  const statuses = host.statuses();
  if (statuses.length === 0) return [ok('plugins', 'none')];
  return statuses.map(({ id, version, state, reason, remedy }) => {
    const name = `${id} ${version}`;
    if (state === 'READY') return ok('plugins', name);
    if (state === 'DISABLED') return ok('plugins', `${name}: switched off in parley.config.ts`);
    const text = `${name}: ${state.toLowerCase()}: ${reason}`;
    return (state === 'DEGRADED' ? warn : fail)('plugins', text, remedy ?? 'Look into its log');
  });
};
