import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { manifestSchema } from '../src';
import { complaints } from './support/snippets';
import { examples, readmeBlocks, type Example } from './support/sources';

/** What examples speak of without making it: the context they are called with, ids, and the table of the sample plugin. */
const PRELUDE = `
  const ctx: PluginContext<unknown>;
  const id: string; const newId: string; const eventId: string;
  const contactId: string; const conversationId: string; const organizationId: string;
  const request: RawRequest; const base: InboundBase; const sender: InboundSender;
  const message: Message; const delivery: Delivery; const attachment: Attachment;
  const state: PluginState; const status: PresenceStatus & ConversationStatus;
  class Point { id: string; organizationId: string; contactId: string; points: number }
  class CreatePoint { name: string; up(q: QueryRunner): Promise<void>; down(q: QueryRunner): Promise<void> }
`;

const all = examples();
const everything = [...all, ...readmeBlocks()];
const of = (language: string): Example[] => everything.filter((one) => one.language === language);

test('every example says its language', () => {
  expect(all.length).toBeGreaterThan(100);
  expect(everything.filter(({ language }) => !['ts', 'graphql', 'json'].includes(language ?? '')).map(({ place }) => place)).toEqual([]);
});

test('every example in TypeScript compiles against the contract', () => {
  const snippets = Object.fromEntries(of('ts').map(({ place, code }, i) => [`${place} #${i}`, code]));
  expect(complaints(snippets, PRELUDE)).toEqual({});
  // a whole run of the compiler
}, 120_000);

test('every example in GraphQL is valid against the API', () => {
  const schema = buildSchema(readFileSync(join(__dirname, '../../../../schema/core.graphql'), 'utf8'));
  const rules = specifiedRules.filter((rule) => rule.name !== 'NoUnusedFragmentsRule');
  const wrong = of('graphql').flatMap(({ place, code }) =>
    validate(schema, parse(code), rules).map((error) => `${place}: ${error.message}`),
  );
  expect(wrong).toEqual([]);
});

test('every example in JSON is a valid manifest', () => {
  const wrong = of('json').flatMap(({ place, code }) => {
    const json = JSON.parse(code) as { parley?: unknown };
    // the README shows the whole package.json
    const { success, error } = manifestSchema.safeParse(json.parley ?? json);
    return success ? [] : [`${place}: ${error.message}`];
  });
  expect(wrong).toEqual([]);
});
