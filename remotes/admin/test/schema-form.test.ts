import { changedValues, fieldsOf, missing, sentValues, startValues } from '../src/schema-form/fields';

const basic = {
  type: 'object',
  properties: { mode: { type: 'string', enum: ['online', 'all', 'none'], default: 'online', title: 'Assign new conversations' } },
};
const channel = {
  type: 'object',
  properties: {
    appSecret: { type: 'string', minLength: 1, secret: true, title: 'App secret' },
    phoneNumberId: { type: 'string' },
    retries: { type: 'integer', default: 3 },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    extra: { type: 'object' },
  },
  required: ['appSecret', 'phoneNumberId'],
};

describe('the form of a plugin’s settings', () => {
  it('R110 R111 R112 offers the three modes of basic assignment as one choice that starts at its default', () => {
    const fields = fieldsOf(basic);
    expect(fields).toMatchObject([{ key: 'mode', kind: 'choice', title: 'Assign new conversations', required: false }]);
    expect(fields[0]?.choices.map(({ value }) => value)).toEqual(['online', 'all', 'none']);
    expect(startValues(fields, {})).toEqual({ mode: 'online' });
    expect(startValues(fields, { mode: 'none' })).toEqual({ mode: 'none' });
  });

  it('takes the titles of a choice from the schema where it gives them', () => {
    const described = {
      type: 'object',
      properties: { way: { oneOf: [{ const: 'a', title: 'First way', description: 'Slow.' }, { const: 'b' }] } },
    };
    expect(fieldsOf(described)[0]?.choices).toEqual([
      { value: 'a', title: 'First way', description: 'Slow.' },
      { value: 'b', title: undefined, description: undefined },
    ]);
  });

  it('knows secrets, numbers, optional texts and what has no field of its own', () => {
    expect(fieldsOf(channel).map(({ key, kind, title, required }) => [key, kind, title, required])).toEqual([
      ['appSecret', 'secret', 'App secret', true],
      ['phoneNumberId', 'text', 'Phone number id', true],
      ['retries', 'number', 'Retries', false],
      ['note', 'text', 'Note', false],
      ['extra', 'json', 'Extra', false],
    ]);
    expect(fieldsOf(null)).toEqual([]);
    expect(fieldsOf({ type: 'string' })).toEqual([]);
  });

  it('never shows a stored secret and keeps it unless somebody writes a new one', () => {
    const fields = fieldsOf(channel);
    const values = startValues(fields, { appSecret: '••••', phoneNumberId: '42' });
    expect(values['appSecret']).toBe('');
    expect(sentValues(fields, values)).toEqual({ phoneNumberId: '42', retries: 3 });
    expect(sentValues(fields, { ...values, appSecret: 'new', retries: '5' })).toEqual({
      appSecret: 'new',
      phoneNumberId: '42',
      retries: 5,
    });
    expect(missing(fields, values, { appSecret: '••••', phoneNumberId: '42' })).toEqual([]);
  });

  it('names what is still missing or cannot be read', () => {
    const fields = fieldsOf(channel);
    const values = startValues(fields, {});
    expect(missing(fields, values, null).map(({ key }) => key)).toEqual(['appSecret', 'phoneNumberId']);
    const wrong = { ...values, appSecret: 'x', phoneNumberId: '42', retries: 'many', extra: '{ not json' };
    expect(missing(fields, wrong, null).map(({ key }) => key)).toEqual(['retries', 'extra']);
  });

  it('sends only what a person changed, and null where a field goes back to its default', () => {
    const fields = fieldsOf(channel);
    const before = startValues(fields, { appSecret: '••••', phoneNumberId: '42', note: 'old', retries: 3 });
    expect(changedValues(fields, before, before)).toEqual({});
    expect(changedValues(fields, before, { ...before, retries: '5', note: '' })).toEqual({ retries: 5, note: null });
    expect(changedValues(fields, before, { ...before, appSecret: 'new' })).toEqual({ appSecret: 'new' });
  });

  it('knows who may change a field, and how its author wants it shown', () => {
    const schema = {
      type: 'object',
      properties: {
        url: { type: 'string', scope: 'installation' },
        greeting: { type: 'string', scope: 'inbox', multiline: true, placeholder: 'Hello' },
        rate: { type: 'number', scope: 'nobody' },
      },
    };
    expect(fieldsOf(schema).map(({ key, scope, multiline, placeholder }) => [key, scope, multiline, placeholder])).toEqual([
      ['url', 'installation', false, undefined],
      ['greeting', 'inbox', true, 'Hello'],
      ['rate', 'organization', false, undefined],
    ]);
  });
});
