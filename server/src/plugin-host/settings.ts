import { firstIssue } from './manifest';
import { PluginProblem, type LoadedPlugin } from './status';

/**
 * Checks the operator's settings by the plugin's own schema.
 *
 * @returns the settings as the schema yields them
 * @throws PluginProblem that says what to write
 */
export const checkSettings = (plugin: LoadedPlugin): unknown => {
  const given = plugin.entry.settings ?? {};
  const remedy = `Mend the settings of ${plugin.id} in parley.config.ts`;
  const schema = plugin.definition.settings;
  if (!schema) {
    const key = Object.keys(given)[0];
    if (key !== undefined) throw new PluginProblem('settings', `It takes no settings, but ${key} is set`, remedy);
    return {};
  }
  let parsed;
  try {
    parsed = schema.safeParse(given);
  } catch (error) {
    throw new PluginProblem('settings', `Its settings cannot be checked: ${(error as Error).message}`, 'Ask its author');
  }
  if (!parsed.success) throw new PluginProblem('settings', `Its settings are not valid: ${firstIssue(parsed.error)}`, remedy);
  return parsed.data;
};
