import type { SettingScope } from '@parley/plugin';
import type { ZodType } from 'zod';
import { formSchema, MASK, secretKeys, shownSettings, type Settings } from '../lib/form-settings';
import { refuse } from '../lib/errors';

/** The keys of a plugin's settings with the scope in which each may be changed: `organization` unless its `.meta({ scope })` says otherwise. */
export const scopesOf = (schema: ZodType): ReadonlyMap<string, SettingScope> => {
  const properties = (formSchema(schema).properties ?? {}) as Record<string, { scope?: SettingScope }>;
  return new Map(Object.entries(properties).map(([key, { scope }]) => [key, scope ?? 'organization']));
};

/** Only what was set, with secrets masked. */
export const masked = (schema: ZodType, settings: Settings): Settings => {
  const secrets = secretKeys(schema);
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, secrets.has(key) && value ? MASK : value]));
};

/**
 * What a person changed among what they sent: a form sends back all that it shows, also what stands in the operator's file.
 *
 * @param effective the settings as they stand there now
 * @throws Refused SETTING_UNKNOWN, SETTING_SCOPE
 */
export const changeable = (schema: ZodType, given: Settings, effective: Settings, inbox: boolean): Settings => {
  const scopes = scopesOf(schema);
  const shown = shownSettings(schema, effective);
  const changed: Settings = {};
  for (const [key, value] of Object.entries(given)) {
    const scope = scopes.get(key);
    if (scope === undefined) throw refuse('SETTING_UNKNOWN', `There is no setting "${key}".`, ['settings', key]);
    if (JSON.stringify(value) === JSON.stringify(shown[key])) continue;
    if (inbox ? scope === 'inbox' : scope !== 'installation') changed[key] = value;
    else
      throw refuse(
        'SETTING_SCOPE',
        scope === 'installation'
          ? `${key} is set by the operator, in parley.config.ts.`
          : `${key} is the same for all inboxes. Change it for the whole organization.`,
        ['settings', key],
      );
  }
  return changed;
};
