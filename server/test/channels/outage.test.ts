import { Harness } from './support/harness';
import { text } from './support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
});
afterEach(() => h.close());

describe('the database is away', () => {
  test('503 with Retry-After, no dead letter, nothing left behind, and recovery by itself', async () => {
    if (h.kernel.db.dialect !== 'sqlite') return;
    expect(await h.post([text('1', 'before')])).toBe(200);
    const setLimit = (pages: string) => h.kernel.db.write(async (m) => void (await m.query(`pragma max_page_count = ${pages}`)));
    const [{ page_count: pages } = { page_count: 0 }] = await h.rows<{ page_count: number }>('pragma page_count');
    await setLimit(String(pages));
    for (const id of ['lost1', 'lost2', 'lost3']) {
      const answer = await h.send([text('1', id, { text: 'x'.repeat(200_000) })]);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    }
    await setLimit('1000000');
    expect(await h.count('dead_letter')).toBe(0);
    expect(await h.count('delivery')).toBe(1);
    expect(await h.post([text('1', 'after')])).toBe(200);
    expect((await h.rows('select providerId, seq from message order by seq')).map((row) => [row.providerId, row.seq])).toEqual([
      ['before', 1],
      ['after', 2],
    ]);
    expect(await h.count('delivery')).toBe(2);
  });
});
