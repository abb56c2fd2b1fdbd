/** One answer of a choice. */
export interface Choice {
  value: string;
  title?: string;
  description?: string;
}
/** A field that a JSON Schema asks for. */
export interface SchemaField {
  key: string;
  kind: 'text' | 'secret' | 'number' | 'boolean' | 'choice' | 'json';
  title: string;
  help: string | undefined;
  required: boolean;
  default: unknown;
  choices: readonly Choice[];
  /** Shown in the empty field. */
  placeholder: string | undefined;
  /** A text of several lines. */
  multiline: boolean;
  /** Where it may be changed: by the operator only, by the organization, or also for one inbox. */
  scope: 'installation' | 'organization' | 'inbox';
}
/** Settings by key, as they are stored. */
export type Settings = Readonly<Record<string, unknown>>;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** `phoneNumberId` → “Phone number id”, where a schema gives no title. */
const wordsOf = (key: string): string => {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** `X or nothing` is asked like X. */
const withoutNull = (schema: Json): Json => {
  const ways = listOf(schema['anyOf']).filter((way) => way['type'] !== 'null');
  return ways.length === 1 ? { ...schema, ...ways[0] } : schema;
};

function choicesOf(schema: Json): Choice[] {
  const described = [...listOf(schema['oneOf']), ...listOf(schema['anyOf'])].filter((way) => typeof way['const'] === 'string');
  if (described.length > 0)
    return described.map((way) => ({ value: String(way['const']), title: text(way['title']), description: text(way['description']) }));
  return Array.isArray(schema['enum']) ? schema['enum'].filter((value) => typeof value === 'string').map((value) => ({ value })) : [];
}

function kindOf(schema: Json, choices: readonly Choice[]): SchemaField['kind'] {
  if (choices.length > 0) return 'choice';
  if (schema['secret'] === true || schema['writeOnly'] === true || schema['format'] === 'password') return 'secret';
  if (schema['type'] === 'boolean') return 'boolean';
  if (schema['type'] === 'number' || schema['type'] === 'integer') return 'number';
  return schema['type'] === 'string' ? 'text' : 'json';
}

const scopeOf = (schema: Json): SchemaField['scope'] =>
  schema['scope'] === 'installation' || schema['scope'] === 'inbox' ? schema['scope'] : 'organization';

/** What a JSON Schema of settings asks for, in its order. A schema that describes no object asks for nothing. */
export function fieldsOf(schema: unknown): SchemaField[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return [];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(schema['properties'])
    .filter((entry): entry is [string, Json] => isObject(entry[1]))
    .map(([key, raw]) => {
      const property = withoutNull(raw);
      const choices = choicesOf(property);
      return {
        key,
        kind: kindOf(property, choices),
        title: text(property['title']) ?? wordsOf(key),
        help: text(property['description']),
        required: required.includes(key) && property['default'] === undefined,
        default: property['default'],
        choices,
        placeholder: text(property['placeholder']),
        multiline: property['multiline'] === true,
        scope: scopeOf(property),
      };
    });
}

/** What the form starts with: what is stored, else the defaults; secrets are never given out, so they start empty. */
export function startValues(fields: readonly SchemaField[], stored: unknown): Record<string, unknown> {
  const known = isObject(stored) ? stored : {};
  return Object.fromEntries(
    fields.map((field) => [
      field.key,
      field.kind === 'secret' ? '' : (known[field.key] ?? field.default ?? (field.kind === 'boolean' ? false : '')),
    ]),
  );
}

/** Is a secret stored already? Then an empty field keeps it. @param stored settings as the server shows them, secrets masked */
export const isKept = (stored: unknown, key: string): boolean => isObject(stored) && text(stored[key]) !== undefined;

/** As the server takes it: what was typed for a number or for JSON is text. */
const sentValue = ({ kind }: SchemaField, value: unknown): unknown =>
  kind === 'number' ? Number(value) : kind === 'json' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value;

/** What is sent: an untouched secret and an empty optional field are left out, so that the server keeps what it has. */
export function sentValues(fields: readonly SchemaField[], values: Settings): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.key];
    if (value === '' && (field.kind === 'secret' || !field.required)) continue;
    sent[field.key] = sentValue(field, value);
  }
  return sent;
}

/**
 * Only what a person changed, so that the rest goes on following the operator's values. Null where a field was emptied: it goes back
 * to its default. An untouched secret is empty before and after.
 */
export function changedValues(fields: readonly SchemaField[], before: Settings, after: Settings): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter(({ key }) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((field) => [field.key, after[field.key] === '' ? null : sentValue(field, after[field.key])]),
  );
}

/** Which required field is still empty, or holds what cannot be read. @param stored what is stored: a secret that is there may stay empty */
export function missing(fields: readonly SchemaField[], values: Settings, stored: unknown): SchemaField[] {
  return fields.filter(({ key, kind, required }) => {
    const value = values[key];
    if (value === '' || value === undefined) return required && !(kind === 'secret' && isKept(stored, key));
    if (kind === 'number') return !Number.isFinite(Number(value));
    if (kind !== 'json' || typeof value !== 'string') return false;
    try {
      JSON.parse(value);
      return false;
    } catch {
      return true;
    }
  });
}
