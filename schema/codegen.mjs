/**
 * Writes the typed documents of a remote: `src/gql/generated.ts` from its `src/**\/*.graphql` files and `core.graphql`.
 * Run it in the remote's folder: `node ../../schema/codegen.mjs`. The result is made at every build and not committed.
 * An operation that the schema does not know stops the build with the file and the reason.
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const require = createRequire(import.meta.url);
const { codegen } = require('@graphql-codegen/core');
const {
  Kind,
  NoUnusedFragmentsRule,
  buildSchema,
  parse,
  print,
  specifiedRules,
  stripIgnoredCharacters,
  validate,
  visit,
} = require('graphql');

const root = process.cwd();
const target = join(root, 'src/gql/generated.ts');
const schemaText = await readFile(new URL('core.graphql', import.meta.url), 'utf8');

const files = (await readdir(join(root, 'src'), { recursive: true })).filter((file) => file.endsWith('.graphql')).sort();
const documents = await Promise.all(
  files.map(async (file) => {
    const location = join(root, 'src', file);
    return { location, document: parse(await readFile(location, 'utf8')) };
  }),
);

const schema = buildSchema(schemaText);
const whole = { kind: 'Document', definitions: documents.flatMap(({ document }) => document.definitions) };
// A fragment may be there for `useFragment` alone.
const mistakes = validate(
  schema,
  whole,
  specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule),
);
if (mistakes.length > 0) {
  for (const mistake of mistakes) console.error(mistake.message);
  process.exit(1);
}

const types = await codegen({
  filename: target,
  schema: parse(schemaText),
  documents,
  pluginMap: { operations: require('@graphql-codegen/typescript-operations') },
  plugins: [{ operations: {} }],
  config: { scalars: { DateTime: 'string', JSON: 'unknown' }, enumsAsTypes: true, strictScalars: true },
});

/** The names of the fragments that a definition spreads itself. */
function spreads(definition) {
  const names = new Set();
  visit(definition, {
    FragmentSpread: (node) => {
      names.add(node.name.value);
    },
  });
  return [...names];
}

const pascal = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const fragments = new Map(
  whole.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]),
);

/** One document as code. It brings the fragments it uses, so that each can be sent, or read from the cache, by itself. */
function code(definition) {
  const name = definition.name.value;
  const inside = spreads(definition)
    .map((each) => `\${${each}FragmentDoc}`)
    .join('');
  const operation = definition.kind === Kind.OPERATION_DEFINITION ? pascal(definition.operation) : null;
  const [constant, type] = operation
    ? [`${name}Document`, `${name}${operation}, ${name}${operation}Variables`]
    : [`${name}FragmentDoc`, `${name}Fragment, Record<string, never>`];
  return `export const ${constant} = gql\`${stripIgnoredCharacters(print(definition))}${inside}\` as TypedDocumentNode<${type}>;`;
}

/** Fragments before those who use them. */
const ordered = [];
const place = (definition) => {
  if (ordered.includes(definition)) return;
  for (const name of spreads(definition)) place(fragments.get(name));
  ordered.push(definition);
};
whole.definitions.forEach(place);

const head = `/* Made by schema/codegen.mjs from the .graphql files of this remote. Do not edit. */
import { gql, type TypedDocumentNode } from '@apollo/client';
`;
await mkdir(dirname(target), { recursive: true });
await writeFile(target, `${head}${types}\n${ordered.map(code).join('\n')}\n`);
console.log(`${relative(root, target)}: ${ordered.length} documents`);
