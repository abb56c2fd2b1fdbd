import { createHash } from 'node:crypto';
import { DEFAULT_NUMBER } from '../src/engine/cast';
import type { Any, Scene } from './harness';
import { NUMBER, WABA, openScene } from './harness';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

describe('the rest of the Graph API', () => {
  it('checks the token and hides what it does not open', async () => {
    expect(await scene.graph('GET', `/${NUMBER}`, undefined, null)).toMatchObject({
      status: 401,
      body: { error: { code: 190, type: 'OAuthException' } },
    });
    expect(await scene.graph('GET', `/${NUMBER}`, undefined, 'wrong')).toMatchObject({ status: 401, body: { error: { code: 190 } } });
    expect(await scene.graph('GET', '/999')).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
    });
    const other = (await scene.api('POST', '/numbers', { verifiedName: 'Other' })).body;
    expect((await scene.graph('GET', `/${other.phoneNumberId}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect((await scene.graph('GET', `/${other.phoneNumberId}?fields=verified_name`, undefined, other.accessToken)).body).toEqual({
      verified_name: 'Other',
      id: other.phoneNumberId,
    });
  });

  it('answers at the root of a plain server too', async () => {
    const response = await fetch(`${scene.simulator.url}/v25.0/${NUMBER}?fields=display_phone_number`, {
      headers: { authorization: `Bearer ${DEFAULT_NUMBER.accessToken}` },
    });
    expect(await response.json()).toEqual({ display_phone_number: '+44 20 7946 0142', id: NUMBER });
  });

  it('lists templates by pages and filters', async () => {
    const names: string[] = [];
    let next: string | undefined = `${scene.simulator.graphUrl}/v25.0/${WABA}/message_templates?limit=4&fields=name,status`;
    while (next) {
      const page: Any = await (await fetch(next, { headers: { authorization: `Bearer ${DEFAULT_NUMBER.accessToken}` } })).json();
      names.push(...page.data.map(({ name }: Any) => name));
      next = page.paging.next;
    }
    expect(names).toHaveLength(9);
    const one = await scene.graph(
      'GET',
      `/${WABA}/message_templates?status=APPROVED&name=order_shipped&language=zh_CN&summary=total_count`,
    );
    expect(one.body).toMatchObject({
      data: [
        { name: 'order_shipped', language: 'zh_CN', status: 'APPROVED', parameter_format: 'POSITIONAL', components: expect.any(Array) },
      ],
      summary: { total_count: 1 },
    });
    expect((await scene.graph('GET', `/${WABA}/message_templates?fields=smell`)).body.error.code).toBe(100);
  });

  it('gives out media in two hops, with a link that expires after five minutes', async () => {
    const form = new FormData();
    form.set('message', JSON.stringify({ type: 'image' }));
    const bytes = Buffer.from('ffd8ffe000104a464946', 'hex');
    form.set('file', new Blob([bytes], { type: 'image/jpeg' }), 'gate.jpg');
    await scene.api('POST', '/customers/maya/messages', form);
    await scene.settle();
    const { image } = scene.receiver.items[0];
    const sha256 = createHash('sha256').update(bytes).digest();
    expect(image).toMatchObject({ mime_type: 'image/jpeg', sha256: sha256.toString('base64') });
    const first = (await scene.graph('GET', `/${image.id}`)).body;
    expect(first).toEqual({
      messaging_product: 'whatsapp',
      url: expect.stringContaining(scene.simulator.graphUrl),
      mime_type: 'image/jpeg',
      sha256: sha256.toString('hex'),
      file_size: bytes.length,
      id: image.id,
    });
    const get = (headers: Record<string, string>, url = first.url): Promise<Response> => fetch(url, { headers });
    const bearer = { authorization: `Bearer ${DEFAULT_NUMBER.accessToken}` };
    expect(Buffer.from(await (await get(bearer)).arrayBuffer())).toEqual(bytes);
    expect((await get({})).status).toBe(401);
    const part = await get({ ...bearer, range: 'bytes=2-3' });
    expect([part.status, part.headers.get('content-range'), Buffer.from(await part.arrayBuffer()).toString('hex')]).toEqual([
      206,
      'bytes 2-3/10',
      'ffe0',
    ]);
    expect((await get(bearer, `${first.url}x`)).status).toBe(404);
    scene.clock.at += 300_000;
    expect((await get(bearer)).status).toBe(404);
    expect((await get(bearer, (await scene.graph('GET', `/${image.id}`)).body.url)).status).toBe(200);
    await scene.api('PUT', '/faults', { mediaLinksExpire: true });
    expect((await get(bearer, (await scene.graph('GET', `/${image.id}`)).body.url)).status).toBe(404);
    scene.clock.at += 7 * 24 * 3_600_000;
    expect((await scene.graph('GET', `/${image.id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it('takes uploads within type and size, and forgets them on request', async () => {
    const upload = async (type: string, size: number): Promise<Any> => {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', type);
      form.set('file', new Blob([Buffer.alloc(size, 1)], { type }), 'file');
      return (await scene.graph('POST', `/${NUMBER}/media`, form)).body;
    };
    expect((await upload('image/tiff', 10)).error.code).toBe(100);
    expect((await upload('image/jpeg', 5 * 1024 * 1024 + 1)).error.code).toBe(131053);
    const { id } = await upload('image/jpeg', 5 * 1024 * 1024);
    expect((await scene.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect((await scene.graph('GET', `/${id}`)).body.error.error_subcode).toBe(33);
  });
});
