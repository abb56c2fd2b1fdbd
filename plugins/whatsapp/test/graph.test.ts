import { Rejected } from '@parley/plugin';
import { validateAddress } from '../src/address';
import { check, connect } from '../src/connect';
import { fetchMedia } from '../src/media';
import { mayCarryToken } from '../src/media-hosts';
import { markRead, typing } from '../src/read';
import { GraphServer, type Answer, type Call } from './graph-server';
import { context, failureOf, inboxOf } from './harness';

const server = new GraphServer();
const elsewhere = new GraphServer();
let graphUrl = '';
let otherUrl = '';
beforeAll(async () => {
  graphUrl = await server.start();
  otherUrl = await elsewhere.start();
});
afterAll(() => Promise.all([server.stop(), elsewhere.stop()]));
beforeEach(() => {
  server.calls.length = 0;
  elsewhere.calls.length = 0;
});

const bytesOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

describe('fetchMedia', () => {
  const get = (answers: Record<string, Answer>) => {
    server.answer = (call: Call) => answers[call.url.split('?')[0] as string] ?? { status: 404, text: '' };
    return fetchMedia(context(), inboxOf({ graphUrl }), { kind: 'document', mediaId: '9007', fileName: 'invoice.pdf' });
  };
  const found = (url: string): Answer => ({ json: { url, mime_type: 'application/pdf', file_size: 5, id: '9007' } });

  test('R225 asks for the address, then streams the file, both with the token', async () => {
    const file = await get({ '/v25.0/9007': found(`${graphUrl}/file`), '/file': { text: 'bytes' } });
    expect(file).toMatchObject({ mimeType: 'application/pdf', fileName: 'invoice.pdf' });
    expect(await bytesOf(file.body)).toBe('bytes');
    expect(server.calls.map((call) => [call.url, call.headers.authorization])).toEqual([
      ['/v25.0/9007?phone_number_id=200200200', 'Bearer TOKEN'],
      ['/file', 'Bearer TOKEN'],
    ]);
  });

  test('follows a redirect on its own host', async () => {
    const file = await get({
      '/v25.0/9007': found(`${graphUrl}/a`),
      '/a': { status: 302, headers: { location: '/file' } },
      '/file': { text: 'moved' },
    });
    expect(await bytesOf(file.body)).toBe('moved');
  });

  test('the token goes to no other host, neither at once nor by a redirect', async () => {
    expect(await failureOf(get({ '/v25.0/9007': found(`${otherUrl}/file`) }))).toMatchObject({
      kind: 'rejected',
      failure: { code: 'MEDIA_HOST' },
    });
    const redirected = get({ '/v25.0/9007': found(`${graphUrl}/a`), '/a': { status: 302, headers: { location: `${otherUrl}/file` } } });
    expect(await failureOf(redirected)).toMatchObject({ failure: { code: 'MEDIA_HOST' } });
    expect(elsewhere.calls).toEqual([]);
  });

  test('a redirect without end is given up', async () =>
    expect(
      await failureOf(get({ '/v25.0/9007': found(`${graphUrl}/a`), '/a': { status: 302, headers: { location: '/a' } } })),
    ).toMatchObject({ kind: 'retry' }));

  test.each<[string, Record<string, Answer>, object]>([
    [
      'an id that is gone',
      { '/v25.0/9007': { status: 400, json: { error: { code: 100, error_subcode: 33 } } } },
      { kind: 'rejected', failure: { message: expect.stringContaining('no longer available') } },
    ],
    ['a file that is gone', { '/v25.0/9007': { json: { url: 'GONE' } } }, { kind: 'rejected', failure: { code: 'MEDIA_GONE' } }],
    [
      'a token that is refused',
      { '/v25.0/9007': { status: 401, json: { error: { code: 190 } } } },
      { kind: 'rejected', options: { reason: 'configuration' } },
    ],
    ['trouble at WhatsApp', { '/v25.0/9007': { status: 503, text: '' } }, { kind: 'retry' }],
    ['no address', { '/v25.0/9007': { json: {} } }, { kind: 'retry' }],
  ])('%s', async (_, answers, expected) => {
    const real = JSON.parse(JSON.stringify(answers).replace('GONE', `${graphUrl}/nothing`)) as Record<string, Answer>;
    const failure = await failureOf(get(real));
    expect({ kind: failure.kind, failure: failure.failure, options: failure.options }).toMatchObject(expected);
    expect(failure.options).not.toHaveProperty('uncertain', true);
  });

  test.each([
    ['https://lookaside.fbsbx.com/x', true],
    ['https://media.fmex1-1.fna.whatsapp.net/v', true],
    ['https://scontent.xx.fbcdn.net/v', true],
    ['http://lookaside.fbsbx.com/x', false],
    ['https://lookaside.fbsbx.com.evil.example/x', false],
    ['https://evilfbcdn.net/x', false],
    ['https://user:pw@lookaside.fbsbx.com/x', false],
    ['https://lookaside.fbsbx.com:8443/x', false],
    ['http://169.254.169.254/latest', false],
    ['file:///etc/passwd', false],
    ['not an address', false],
  ])('%s may carry the token: %s', (address, may) => expect(Boolean(mayCarryToken(address, 'https://graph.facebook.com'))).toBe(may));
});

describe('read and typing', () => {
  test('one marks as read, the other also shows that somebody writes', async () => {
    server.answer = () => ({ json: { success: true } });
    await markRead(context(), inboxOf({ graphUrl }), 'wamid.IN');
    await typing(context(), inboxOf({ graphUrl }), 'wamid.IN');
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.IN' };
    expect(server.calls.map((call) => call.json)).toEqual([read, { ...read, typing_indicator: { type: 'text' } }]);
  });
  test('a refusal is told', async () => {
    server.answer = () => ({ status: 400, json: { error: { code: 131009 } } });
    await expect(markRead(context(), inboxOf({ graphUrl }), 'wamid.IN')).rejects.toBeInstanceOf(Rejected);
  });
});

describe('connect', () => {
  const run = (answers: (call: Call) => Answer, url = graphUrl) => {
    server.answer = answers;
    return connect(context(), inboxOf({ graphUrl: url }));
  };
  test('checks the number and subscribes the account', async () => {
    expect(
      await run((call) => ({
        json: call.method === 'GET' ? { display_phone_number: '+1 555-020-0200', verified_name: 'Shop' } : { success: true },
      })),
    ).toEqual({ displayAddress: '+1 555-020-0200' });
    expect(server.calls.map((call) => `${call.method} ${call.url}`)).toEqual([
      'GET /v25.0/200200200?fields=display_phone_number%2Cverified_name',
      'POST /v25.0/300300300/subscribed_apps',
    ]);
  });
  test('a problem is a sentence and hides nothing that works', async () => {
    const partly = await run((call) =>
      call.method === 'GET' ? { json: { display_phone_number: '+1' } } : { status: 403, json: { error: { code: 10 } } },
    );
    expect(partly).toEqual({ displayAddress: '+1', problem: expect.stringMatching(/webhooks.*permissions/) });
    expect(await run(() => ({ status: 400, json: { error: { code: 100, error_subcode: 33 } } }))).toEqual({
      problem: expect.stringContaining('check the ID and the token'),
    });
    expect(await run(() => ({ status: 500, text: '' }))).toEqual({ problem: expect.stringContaining('HTTP 500') });
    const closed = new GraphServer();
    const closedUrl = await closed.start();
    await closed.stop();
    expect(await run(() => ({}), closedUrl)).toEqual({ problem: expect.stringContaining('could not be reached') });
  });
});

describe('check', () => {
  test('asks for the number and changes nothing', async () => {
    server.answer = () => ({ json: { display_phone_number: '+1' } });
    expect(await check(context(), inboxOf({ graphUrl }))).toEqual({});
    expect(server.calls.map((call) => call.method)).toEqual(['GET']);
  });
  test('says what is wrong', async () => {
    server.answer = () => ({ status: 401, json: { error: { code: 190 } } });
    expect(await check(context(), inboxOf({ graphUrl }))).toEqual({
      problem: expect.stringMatching(/^The phone number ID could not be checked\. .+/),
    });
  });
});

describe('validateAddress', () => {
  test.each([
    ['+49 (151) 234-5678', '491512345678'],
    ['0049 151 2345678', '491512345678'],
    ['4915123456', '4915123456'],
  ])('%s is a number', async (input, value) =>
    expect(await validateAddress(context(), inboxOf(), input)).toEqual({ valid: true, address: { kind: 'wa_id', value } }),
  );
  test('a user id is an address too', async () =>
    expect(await validateAddress(context(), inboxOf(), 'US.ENT.118')).toEqual({
      valid: true,
      address: { kind: 'bsuid', value: 'US.ENT.118' },
    }));
  test.each(['', '123456', '1234567890123456', '0151 2345678', '+49 call me', '@mia'])('%s is none', async (input) =>
    expect(await validateAddress(context(), inboxOf(), input)).toEqual({ valid: false }),
  );
});
