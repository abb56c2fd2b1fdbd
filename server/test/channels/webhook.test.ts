import { Harness } from './support/harness';
import { SECRET, sign, text } from './support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
});
afterEach(() => h.close());

describe('the door for webhooks', () => {
  test('a missing or wrong signature is answered with 401 and nothing is stored', async () => {
    expect(await h.post([text('1')], { signature: sign('something else') })).toBe(401);
    expect(await h.post([text('1')], { signature: '' })).toBe(401);
    expect(await h.count('delivery')).toBe(0);
    expect(await h.count('message')).toBe(0);
  });

  test('a body that is not of the channel is answered with 400 and nothing is stored', async () => {
    expect(await h.post('{"unfinished')).toBe(400);
    expect(await h.count('delivery')).toBe(0);
    expect(await h.count('dead_letter')).toBe(0);
  });

  test('a body above 4 MB is answered with 413 and nothing is stored; one below goes through', async () => {
    expect(await h.post([text('1', 'big', { text: 'x'.repeat(4 * 1024 * 1024) })])).toBe(413);
    expect(await h.count('delivery')).toBe(0);
    expect(await h.post([text('1', 'fits', { text: 'x'.repeat(3 * 1024 * 1024) })])).toBe(200);
    expect(await h.count('message')).toBe(1);
  });

  test('a connection that nobody has is answered with 404', async () => {
    expect(await h.post([text('1')], { connectionId: 'conn_00000000000000000000000000' })).toBe(404);
  });

  test('the handshake is answered by the channel, with keys that hold dots', async () => {
    const ask = (token: string) => fetch(`${h.url}/webhooks/${h.connectionId}?hub.token=${token}&hub.challenge=4711`);
    const right = await ask(SECRET);
    expect([right.status, await right.text(), right.headers.get('content-type')]).toEqual([200, '4711', 'text/plain; charset=utf-8']);
    expect((await ask('wrong')).status).toBe(403);
  });

  test('chatwoot#15131 #11987 #13219 #9973 the raw bytes are on disk before the 200, and the events with them', async () => {
    const body = JSON.stringify([text('1', 'raw')]);
    expect(await h.post(body)).toBe(200);
    const [delivery] = await h.rows<{ body: Buffer; connectionId: string }>('select * from delivery');
    expect([delivery?.body.toString('utf8'), delivery?.connectionId]).toEqual([body, h.connectionId]);
    expect(await h.count('message', "providerId = 'raw'")).toBe(1);
  });

  test('chatwoot#15131 #11987 a channel that throws loses nothing: the body is kept as UNREADABLE, and replayed once it is mended', async () => {
    h.parrot.receiveFails = new TypeError('cannot read wing of undefined');
    expect(await h.post([text('1', 'late')])).toBe(200);
    expect(await h.post([text('1', 'late')])).toBe(200);
    const { data } = await h.ask('{ deadLetters { nodes { id kind reason event } } }');
    expect(data.deadLetters.nodes).toEqual([
      expect.objectContaining({ kind: 'UNREADABLE', event: null, reason: expect.stringContaining('cannot read wing') }),
    ]);
    expect((await h.ask('mutation { deadLetterReplay(input: { all: true }) { replayed remaining } }')).data.deadLetterReplay).toEqual({
      replayed: 0,
      remaining: 1,
    });
    h.parrot.receiveFails = null;
    expect((await h.ask('mutation { deadLetterReplay(input: { all: true }) { replayed remaining } }')).data.deadLetterReplay).toEqual({
      replayed: 1,
      remaining: 0,
    });
    expect(await h.count('message', "providerId = 'late'")).toBe(1);
    expect((await h.ask('{ deadLetters { nodes { id } } }')).data.deadLetters.nodes).toEqual([]);
  });

  test('a plugin that does not run gets 503 with Retry-After: the provider sends it again', async () => {
    const offer = h.host.channel('parrot');
    if (offer) offer.plugin.started = false;
    const answer = await h.send([text('1')]);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await h.count('delivery')).toBe(0);
  });
});
