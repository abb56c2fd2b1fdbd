import { errorTable } from '../src/errors/table';
import { reasonOf } from '../src/graph/failure';
import { send } from '../src/send';
import { GraphServer, type Answer } from './graph-server';
import { context, failureOf, inboxOf } from './harness';

const server = new GraphServer();
let graphUrl = '';
beforeAll(async () => {
  graphUrl = await server.start();
});
afterAll(() => server.stop());

const message = { messageId: 'msg_1', to: { kind: 'wa_id', value: '15550100001' }, kind: 'text', text: 'Hello', attempt: 1 };
const fails = (answer: Answer, over = {}, ctx = context(), url = graphUrl) => {
  server.answer = () => answer;
  return failureOf(send(ctx, inboxOf({ graphUrl: url }), { ...message, ...over }));
};
const error = (code: number, over = {}, status = 400, headers = {}): Answer => ({
  status,
  headers,
  json: { error: { code, message: `(#${code}) told`, fbtrace_id: 'trace', ...over } },
});

describe('R069 an error of WhatsApp becomes what the outbox can decide on', () => {
  test.each<[string, Answer, object, object]>([
    [
      '131047',
      error(131047),
      {},
      { kind: 'rejected', options: { reason: 'window' }, failure: { code: '131047', message: expect.stringContaining('template') } },
    ],
    ['190', error(190, {}, 401), {}, { kind: 'rejected', options: { reason: 'configuration' } }],
    ['a permission of the family 200', error(215), {}, { kind: 'rejected', options: { reason: 'configuration' } }],
    ['131026', error(131026), {}, { kind: 'rejected', options: { reason: 'recipient' } }],
    [
      '132000 with details',
      error(132000, { error_data: { details: 'body 2 of 3' } }),
      {},
      { kind: 'rejected', options: { reason: 'content' }, failure: { message: expect.stringContaining('body 2 of 3') } },
    ],
    ['100/33', error(100, { error_subcode: 33 }), {}, { kind: 'rejected', options: { reason: 'configuration' } }],
    ['100', error(100), {}, { kind: 'rejected', options: { reason: 'content' } }],
    ['130429', error(130429), {}, { kind: 'retry', options: { scope: 'inbox', afterMs: 2000 } }],
    ['131056, first', error(131056), { attempt: 1 }, { kind: 'retry', options: { scope: 'conversation', afterMs: 1000 } }],
    ['131056, third', error(131056), { attempt: 3 }, { kind: 'retry', options: { scope: 'conversation', afterMs: 16_000 } }],
    ['131049', error(131049), {}, { kind: 'retry', options: { afterMs: 86_400_000 } }],
    ['131000 with 500', error(131000, {}, 500), {}, { kind: 'retry', failure: { code: '131000' } }],
    ['Retry-After', error(130429, {}, 400, { 'retry-after': '30' }), {}, { options: { afterMs: 30_000 } }],
    [
      'X-Business-Use-Case-Usage',
      error(80007, {}, 400, {
        'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":7},{"estimated_time_to_regain_access":2}]}',
      }),
      {},
      { options: { afterMs: 420_000, scope: 'inbox' } },
    ],
    ['a usage header that is no JSON', error(80007, {}, 400, { 'x-business-use-case-usage': '{' }), {}, { options: { afterMs: 60_000 } }],
    [
      'a code of tomorrow',
      error(999999),
      {},
      { kind: 'rejected', failure: { code: '999999', message: 'WhatsApp did not send the message: (#999999) told' } },
    ],
    ['a code of tomorrow that passes', error(999999, { is_transient: true }), {}, { kind: 'retry' }],
    ['502 of a proxy', { status: 502, text: '<html>' }, {}, { kind: 'retry', failure: { code: 'HTTP_502' }, options: { uncertain: true } }],
    ['503 in JSON without a code', { status: 503, json: {} }, {}, { kind: 'retry', options: { uncertain: true } }],
    ['200 that is no JSON', { text: 'ok' }, {}, { kind: 'retry', options: { uncertain: true } }],
    ['200 without an id', { json: { messages: [] } }, {}, { kind: 'retry', failure: { code: 'NO_ID' }, options: { uncertain: true } }],
    ['429 without a code', { status: 429, text: '' }, {}, { kind: 'retry', options: { scope: 'inbox' } }],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://else.example' } },
      {},
      { kind: 'rejected', options: { reason: 'configuration' } },
    ],
  ])('%s', async (_, answer, over, expected) => expect(await fails(answer, over)).toMatchObject(expected));

  test('an answer with an error is certain: WhatsApp does not have the message', async () =>
    expect((await fails(error(131000, {}, 500))).options).not.toMatchObject({ uncertain: true }));
  test('404 of a proxy is certain', async () =>
    expect((await fails({ status: 404, text: 'no' })).options).not.toHaveProperty('uncertain', true));

  test.each([...errorTable].filter(([code]) => /^\d+$/.test(code)))('%s follows the table', async (code, row) => {
    const kind = row.class === 'retry' || row.class === 'later' ? 'retry' : 'rejected';
    expect(await fails(error(Number(code)))).toMatchObject({ kind, failure: { code, message: expect.stringContaining(row.message) } });
  });
});

describe('silence', () => {
  test('a deadline after the call left is uncertain', async () => {
    const stop = new AbortController();
    server.answer = () => (stop.abort(new DOMException('too late', 'TimeoutError')), 'hang');
    expect(await failureOf(send(context(stop.signal), inboxOf({ graphUrl }), message))).toMatchObject({
      kind: 'retry',
      failure: { code: 'TIMEOUT' },
      options: { uncertain: true },
    });
  });
  test('a deadline before the call is certain, and nothing is sent', async () => {
    server.calls.length = 0;
    const ctx = context(AbortSignal.abort());
    expect((await fails({}, {}, ctx)).options).not.toHaveProperty('uncertain');
    expect(server.calls).toEqual([]);
  });
  test('a broken socket is uncertain', async () =>
    expect(await fails('reset')).toMatchObject({ kind: 'retry', options: { uncertain: true } }));
  test('a refused connection is certain', async () => {
    const closed = new GraphServer();
    const url = await closed.start();
    await closed.stop();
    const failure = await fails({}, {}, context(), url);
    expect(failure).toMatchObject({ kind: 'retry', failure: { code: 'UNREACHABLE' } });
    expect(failure.options).not.toHaveProperty('uncertain');
  });
  test('a name that does not resolve is certain', () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    expect(reasonOf(new TypeError('fetch failed', { cause }))).toEqual({ what: 'unsent' });
  });
  test('an upload that failed leaves nothing uncertain', async () => {
    const attachment = { kind: 'image' as const, mimeType: 'image/png', size: 1, read: async () => Buffer.from('x') };
    const failure = await fails('reset', { kind: 'image', attachment });
    expect(failure).toMatchObject({ kind: 'retry' });
    expect(failure.options.valueOf()).not.toHaveProperty('uncertain', true);
    const unreadable = { ...attachment, read: () => Promise.reject(new Error('disk')) };
    expect(await fails({}, { kind: 'image', attachment: unreadable })).toMatchObject({
      kind: 'retry',
      failure: { code: 'FILE_UNREADABLE' },
    });
  });
});

test('the log has code and trace, and neither number nor token nor words', async () => {
  const ctx = context();
  await fails(error(131026, { error_data: { details: 'to 15550100001' } }), {}, ctx);
  expect(ctx.logged).toMatchObject([{ fields: { code: '131026', http: 400, trace: 'trace', inboxId: 'inbox_1' } }]);
  expect(JSON.stringify(ctx.logged)).not.toMatch(/15550100001|TOKEN|Hello/);
});
