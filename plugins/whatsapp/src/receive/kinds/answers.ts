import { camelKeys, compact, isRecord, parseJson, record, word, type Json } from '../../json';
import type { KindTranslator, Part } from './part';

/** A tap on a template's quick reply. */
export const button: KindTranslator = (raw) => {
  if (!isRecord(raw.button)) return undefined;
  const text = word(raw.button.text);
  return { kind: 'button', text, content: compact({ payload: word(raw.button.payload), text }) };
};

/** An answer to an interactive message. A type not known here keeps its data. */
export const interactive: KindTranslator = (raw) => {
  if (!isRecord(raw.interactive)) return undefined;
  const given = raw.interactive;
  const type = word(given.type) ?? Object.keys(given).find((key) => isRecord(given[key]));
  if (!type) return undefined;
  const answer = record(Object.hasOwn(given, type) ? given[type] : undefined);
  return { kind: 'interactive', ...(answers.get(type) ?? other)(type, answer) };
};

type Answer = (type: string, answer: Json) => Pick<Part, 'text' | 'content'>;

const choice: Answer = (type, answer) => {
  const title = word(answer.title);
  return { text: title, content: compact({ type, id: word(answer.id), title, description: word(answer.description) }) };
};

/** A form that was filled in. Its data is JSON inside a string, and not always an object; what is no JSON is kept as it came. */
const form: Answer = (type, answer) => {
  const json = answer.response_json;
  const data = typeof json === 'string' ? parseJson(json) : json;
  return {
    text: word(answer.body),
    content: compact({
      type,
      name: word(answer.name),
      data,
      flowToken: word(answer.flow_token) ?? word(record(data).flow_token),
      responseJson: data === undefined ? json : undefined,
    }),
  };
};

const permission: Answer = (type, answer) => {
  const allowed = answer.response === 'accept';
  return {
    text: allowed ? 'The customer allows calls.' : 'The customer does not allow calls.',
    content: { type, data: camelKeys(answer) },
  };
};

const other: Answer = (type, answer) => ({
  text: word(answer.title) ?? word(answer.body) ?? word(answer.text),
  content: { type, data: answer },
});

const answers: ReadonlyMap<string, Answer> = new Map([
  ['button_reply', choice],
  ['list_reply', choice],
  ['nfm_reply', form],
  ['call_permission_reply', permission],
]);
