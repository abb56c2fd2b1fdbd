import { z, type ZodType } from 'zod';
import { refuse } from './errors';

export type Settings = Record<string, unknown>;

/** What stands in place of a secret when settings are shown; given back, it means "unchanged". */
export const MASK = '••••';

/** The JSON Schema of a form: what a person writes, before defaults and conversions. */
export const formSchema = (schema: ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;

const propertiesOf = (schema: ZodType): Record<string, unknown> =>
  (formSchema(schema).properties as Record<string, unknown> | undefined) ?? {};

/** The keys whose values are never given out: marked with `.meta({ secret: true })`, at any depth. */
export const secretKeys = (schema: ZodType): ReadonlySet<string> =>
  new Set(
    Object.entries(propertiesOf(schema)).flatMap(([key, property]) => (JSON.stringify(property).includes('"secret":true') ? [key] : [])),
  );

const isObject = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What was stored, changed by what a person wrote: absent keys and masked secrets stay, null takes a key back to its default. Keys
 * that the schema does not know are left out.
 */
export const mergeSettings = (schema: ZodType, stored: Settings, given: unknown): Settings => {
  if (!isObject(given)) throw refuse('SETTINGS_INVALID', 'settings: write an object.', ['settings']);
  const secrets = secretKeys(schema);
  const known = propertiesOf(schema);
  const merged: Settings = { ...stored };
  for (const [key, value] of Object.entries(given)) {
    if (!(key in known) && Object.keys(known).length > 0) continue;
    if (secrets.has(key) && value === MASK) continue;
    if (value === null) delete merged[key];
    else merged[key] = value;
  }
  return merged;
};

/** Settings as the channel or rule wants them; refused with the place and a sentence when they are not. */
export const checkSettings = <S>(schema: ZodType<S>, settings: unknown, path: string[] = ['settings']): S => {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = (issue?.path ?? []).map(String);
  throw refuse('SETTINGS_INVALID', `${place.join('.') || 'settings'}: ${issue?.message ?? 'not valid'}`, [...path, ...place]);
};

/** Settings as an admin sees them: with defaults, without secrets. */
export const shownSettings = (schema: ZodType, stored: Settings): Settings => {
  const parsed = schema.safeParse(stored);
  const secrets = secretKeys(schema);
  const all: Settings = { ...(parsed.success && isObject(parsed.data) ? parsed.data : {}), ...stored };
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [
      key,
      secrets.has(key) && value !== undefined && value !== null && value !== '' ? MASK : value,
    ]),
  );
};

/** What belongs to the connection and what to the inbox alone. */
export const splitSettings = (settings: Settings, connectionKeys: readonly string[]): { connection: Settings; inbox: Settings } => {
  const isShared = ([key]: [string, unknown]): boolean => connectionKeys.includes(key);
  const entries = Object.entries(settings);
  return {
    connection: Object.fromEntries(entries.filter(isShared)),
    inbox: Object.fromEntries(entries.filter((entry) => !isShared(entry))),
  };
};
