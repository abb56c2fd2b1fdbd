import { errorTable } from '../src/errors/table';
import { bodyOf, statuses, valueOf } from './fixtures/bodies';
import { translate } from './harness';

const receipts = (list: object[]) => translate(bodyOf(valueOf({ contacts: undefined, statuses: list })));

describe('R063 receipts move the delivery state', () => {
  test.each([
    ['R066', 'sent', 'SENT'],
    ['R067', 'delivered', 'DELIVERED'],
    ['R068', 'read', 'READ'],
    ['R068', 'played', 'READ'],
    ['R069', 'failed', 'FAILED'],
  ])('%s %s becomes %s', (_, status, delivery) =>
    expect(receipts(statuses().filter((entry) => entry.status === status))).toMatchObject([
      {
        type: 'receipt',
        status,
        delivery,
        providerId: `wamid.OUT.${status}`,
        messageId: 'msg_1',
        address: '200200200',
        at: 1_790_000_000_000,
      },
    ]),
  );

  test('R065 accepted is known, a word that is not known moves nothing and is kept', () => {
    expect(receipts([{ id: 'a', status: 'accepted' }])).toMatchObject([{ delivery: 'ACCEPTED' }]);
    const [odd] = receipts([{ id: 'a', status: 'warning' }]);
    expect(odd).toMatchObject({ type: 'receipt', status: 'warning' });
    expect(odd).not.toHaveProperty('delivery');
  });

  test('R069 chatwoot#13377 a failure has its code and a sentence', () => {
    expect(receipts(statuses())[4]).toMatchObject({ error: { code: '131026', message: expect.stringContaining('cannot be delivered') } });
    expect(receipts([{ id: 'a', status: 'failed' }])).toMatchObject([
      { error: { code: 'UNKNOWN', message: 'WhatsApp did not send the message and gave no reason.' } },
    ]);
    expect(receipts([{ id: 'a', status: 'failed', errors: [{ code: 777777, title: 'New trouble' }] }])).toMatchObject([
      { error: { code: '777777', message: 'WhatsApp did not send the message: New trouble' } },
    ]);
    expect(
      receipts([{ id: 'a', status: 'failed', errors: [{ code: 131053, error_data: { details: 'Unsupported audio/x' } }] }]),
    ).toMatchObject([{ error: { message: expect.stringMatching(/^WhatsApp could not use the file\..*Unsupported audio\/x$/) } }]);
  });

  test('price and conversation are kept', () =>
    expect(receipts(statuses())[0]).toMatchObject({
      pricing: { billable: true, pricing_model: 'PMP', category: 'service', conversation: { id: 'c1' } },
    }));

  test('a status without an id or a word is kept as a notice', () =>
    expect(receipts([{ id: 'a' }, { status: 'sent' }, 3 as unknown as object])).toMatchObject(
      Array(3).fill({ type: 'notice', kind: 'unreadable' }),
    ));

  test('every code of the table has a sentence', () => {
    for (const [code, row] of errorTable) expect(`${code} ${row.message}`).toMatch(/^\S+ [A-Z].{20,}\.$/);
  });
});
