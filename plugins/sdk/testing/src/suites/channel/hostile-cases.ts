import { Chance } from '../../chance';
import { HOSTILE_VALUES } from '../../hostile';
import { pathsOf, replaced, valueAt, type JsonPath } from '../../json-tree';
import { kindOf, must, shown, within } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import { bytesOf, jsonOf, keyOf, type CaseMaker, type ChannelStage } from './stage';

const LARGEST = 4 * 1024 * 1024;
/** So many changed bodies are tried of one sample. */
const MOST_CHANGES = 600;

const nameOf = (path: JsonPath): string => path.join('.');

/** Samples in JSON that are translated well as they are. */
const jsonSamples = async (stage: ChannelStage): Promise<{ name: string; json: unknown }[]> =>
  (await stage.soundSamples()).flatMap(({ name, body }) => {
    const json = jsonOf(body);
    return json === undefined ? [] : [{ name, json }];
  });

/** A sample whose longest array goes on until the body has nearly so many bytes. */
const enlarged = (json: unknown, bytes: number): Buffer => {
  const arrays = pathsOf(json).filter((path) => Array.isArray(valueAt(json, path)));
  const longest = arrays.sort((a, b) => (valueAt(json, b) as unknown[]).length - (valueAt(json, a) as unknown[]).length)[0];
  if (!longest) return Buffer.from(JSON.stringify({ ...(json as object), filler: 'x'.repeat(Math.floor(bytes * 0.9)) }));
  const entries = valueAt(json, longest) as unknown[];
  const times = Math.floor((bytes * 0.9) / Math.max(2, JSON.stringify(entries).length));
  const many = Array.from({ length: times }, () => entries).flat();
  return Buffer.from(JSON.stringify(replaced(json, longest, many)));
};

/** What becomes of what the provider does not send, and somebody else does. */
export const hostileCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'survives a body that is cut off, empty or noise',
    'One broken request counts as a fault of the channel, and after a few the whole inbox is given a pause. Throw Malformed for what is not yours.',
    async (stage) => {
      const chance = new Chance(11);
      const bodies: [string, Buffer][] = [['an empty body', Buffer.alloc(0)]];
      for (let i = 0; i < 20; i++) bodies.push(['noise', chance.bytes(1 + chance.upTo(300))]);
      for (const { name, body } of await stage.soundSamples()) {
        const bytes = bytesOf(body);
        for (const part of [1, 0.25, 0.5, 0.9])
          bodies.push([`"${name}" cut off`, bytes.subarray(0, part === 1 ? bytes.length - 1 : Math.floor(bytes.length * part))]);
      }
      for (const [what, body] of bodies) await stage.survives(body, what);
    },
  ),
  make(
    'survives JSON that is built to break things',
    'A stranger who knows the address stops the server, or changes what every object in it holds. Read only what you know, and never copy keys that you do not.',
    async (stage) => {
      const deep = 100_000;
      const bodies: [string, string][] = [
        ...['null', 'true', '42', '"x"', '[]', '{}', '[null]', '{"constructor":null}'].map((text): [string, string] => [text, text]),
        ['a hundred thousand arrays in each other', '['.repeat(deep) + ']'.repeat(deep)],
        ['a hundred thousand objects in each other', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
        ['__proto__', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
      ];
      for (const { name, json } of await jsonSamples(stage)) {
        const text = JSON.stringify(json);
        if (text.startsWith('{'))
          bodies.push([`"${name}" with __proto__ in it`, text.replaceAll('{', '{"__proto__":{"polluted":true},').replaceAll(',}', '}')]);
      }
      for (const [what, text] of bodies) {
        await stage.survives(Buffer.from(text), what);
        const polluted = 'polluted' in {};
        delete (Object.prototype as { polluted?: unknown }).polluted;
        must(!polluted, `After ${what} every object of the server had a property more.`);
      }
    },
  ),
  make(
    'survives a field that is missing or of another kind',
    'The provider changes a field, and from then on no message comes in. Read each field as if it could be anything, and keep the rest.',
    async (stage) => {
      for (const { name, json } of await jsonSamples(stage)) {
        const changes = pathsOf(json).flatMap((path) => [undefined, ...HOSTILE_VALUES].map((value) => ({ path, value })));
        const step = Math.max(1, Math.ceil(changes.length / MOST_CHANGES));
        for (const { path, value } of changes.filter((_, at) => at % step === 0)) {
          const what = value === undefined ? `"${name}" without ${nameOf(path)}` : `"${name}" with ${shown(value)} at ${nameOf(path)}`;
          await stage.survives(bytesOf(replaced(json, path, value) as object), what);
        }
      }
    },
  ),
  make(
    'loses no neighbours of an odd entry',
    'One message that the channel cannot read takes with it all that came in the same request. Translate each entry by itself.',
    async (stage) => {
      for (const { name, json } of await jsonSamples(stage)) {
        for (const path of pathsOf(json)) {
          const entries = valueAt(json, path.slice(0, -1));
          if (!Array.isArray(entries) || entries.length < 2) continue;
          const without = await stage.survives(bytesOf(replaced(json, path, undefined) as object), `"${name}" without ${nameOf(path)}`);
          for (const odd of [null, 42, {}]) {
            const got = await stage.survives(
              bytesOf(replaced(json, path, odd) as object),
              `"${name}" with ${shown(odd)} at ${nameOf(path)}`,
            );
            const keys = new Set((got ?? []).map(keyOf));
            const lost = (without ?? []).find((event) => !keys.has(keyOf(event)));
            must(!lost, `"${name}" lost ${lost ? keyOf(lost) : ''} because ${nameOf(path)} was ${shown(odd)}.`);
          }
        }
      }
    },
  ),
  make(
    'translates the largest body in time',
    'After an outage the provider sends everything at once; the channel is too slow for it, and the same messages are sent again and again. Look at each entry once.',
    async (stage) => {
      const bytes = stage.options.largestBody ?? LARGEST;
      const bodies = (await jsonSamples(stage)).map(({ name, json }): [string, Buffer] => [
        `"${name}", gone on and on`,
        enlarged(json, bytes),
      ]);
      bodies.push([`${bytes} bytes of noise`, Buffer.alloc(bytes, 'a')]);
      for (const [what, body] of bodies)
        await within(stage.deadlineMs, `receive, given ${what},`, () =>
          stage.channel.receive(stage.ctx, stage.inbox(), stage.signed(body)),
        ).catch((error: unknown) =>
          must(kindOf(error) === 'malformed', error instanceof Unmet ? error.message : `receive threw ${shown(error)}, given ${what}.`),
        );
    },
  ),
];
