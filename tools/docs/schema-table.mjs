/** Tables in Markdown from the JSON Schema of an object. */

const isList = (schema) => schema.type === 'array';
const inner = (schema) => (isList(schema) ? (schema.items ?? {}) : schema);

/** Text between back-ticks. */
export const code = (text) => `\`${text}\``;

const bounds = ({ minimum, maximum }) => {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (low !== null && high !== null) return ` ${low} to ${high}`;
  return low !== null ? ` from ${low}` : high !== null ? ` to ${high}` : '';
};

/** A type in words: `integer 1 to 1000`, `list of objects`. */
const typeOf = (schema) => {
  if (schema.enum) return schema.enum.map((one) => code(one)).join(', ');
  if (schema.const !== undefined) return code(schema.const);
  if (isList(schema)) return `list of ${typeOf(inner(schema))}s`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' or ');
  if (schema.type === 'number' || schema.type === 'integer') return `${schema.type}${bounds(schema)}`;
  if (schema.format === 'uri') return 'web address';
  return typeof schema.type === 'string' ? schema.type : 'any';
};

const defaultOf = ({ default: value }) => {
  if (value === undefined || value === null) return '';
  const json = JSON.stringify(value);
  if (Array.isArray(value) && json.length > 40) return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  return code(typeof value === 'string' ? value : json);
};

/**
 * A row for each property of an object, those of objects within it after it: `numbers[].appSecret`.
 *
 * @returns `{ name, key, depth, property, type, default }`; `key` is the last part of the name, `default` reads `required` where there is none
 */
export const schemaRows = (schema, before = '') =>
  Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${before}${key}`;
    const isNeeded = schema.required?.includes(key) && property.default === undefined;
    const row = { name, key, isTop: before === '', property, type: typeOf(property), default: isNeeded ? 'required' : defaultOf(property) };
    return [row, ...schemaRows(inner(property), `${name}${isList(property) ? '[]' : ''}.`)];
  });

const cell = (text) => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();
const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;

/** A table; `rows` are lists of cells. */
export const table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
