import type { RawRequest } from '@parley/plugin';
import { Chance } from '../../chance';
import { HOSTILE_TEXTS } from '../../hostile';
import { must, shown, within } from '../../must';
import type { SuiteCase } from '../../suite';
import { bytesOf, type AnyChannel, type CaseMaker, type ChannelStage } from './stage';

const FORGED = 'Anybody who knows the address writes messages in the name of customers.';

/** A request of the provider for the first sample, and the headers by which it is known. */
const genuine = (stage: ChannelStage): { request: RawRequest; signature: string[] } => {
  const body = bytesOf(stage.options.webhooks[0]?.body ?? '');
  return { request: stage.signed(body), signature: Object.keys(stage.options.sign(body, stage.settings)) };
};

const others = (body: Buffer): [what: string, body: Buffer][] => [
  ...[0, Math.floor(body.length / 2), body.length - 1].map((at): [string, Buffer] => {
    const changed = Buffer.from(body);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return [`a body with byte ${at} changed`, changed];
  }),
  ['a body with a byte more', Buffer.concat([body, Buffer.from(' ')])],
  ['a body with a byte less', body.subarray(0, -1)],
];

/** Is it really the provider? */
export const verifyCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'believes the provider',
    'Everything that customers write is turned away. Compute the signature over request.body, the bytes as they came, and nothing that was parsed.',
    async (stage) => {
      for (const { name, body } of stage.options.webhooks)
        must(await stage.verify(stage.signed(bytesOf(body)), name), `verify turned away "${name}", signed as the provider does.`);
    },
  ),
  make('turns away a body that was changed on its way', `${FORGED} Let the signature cover every byte of the body.`, async (stage) => {
    const { request } = genuine(stage);
    for (const [what, body] of others(request.body)) must(!(await stage.verify({ ...request, body }, what)), `verify believed ${what}.`);
  }),
  make('turns away a request without a signature', `${FORGED} Answer false when the header is missing.`, async (stage) => {
    const { request, signature } = genuine(stage);
    must(signature.length > 0, 'sign() of the suite’s options adds no header: this channel cannot tell its provider from others.');
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !signature.includes(name)));
    must(!(await stage.verify({ ...request, headers }, 'a request without a signature')), 'verify believed a request without a signature.');
  }),
  make(
    'turns away a signature that is garbage',
    'A stranger’s request breaks the door instead of being turned away; or gets in. Compare lengths before bytes, and answer false to whatever is not a signature.',
    async (stage) => {
      const { request, signature } = genuine(stage);
      const [name] = signature;
      const right = request.headers[name ?? ''] ?? '';
      for (const text of [...HOSTILE_TEXTS, right.slice(0, -1), `${right}0`, right.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]) {
        const headers = { ...request.headers, ...Object.fromEntries(signature.map((header) => [header, text])) };
        must(
          !(await stage.verify({ ...request, headers }, `the signature ${shown(text)}`)),
          `verify believed the signature ${shown(text)}.`,
        );
      }
    },
  ),
  make(
    'turns away what was signed with another secret',
    `${FORGED} Take the secret from the inbox’s settings, each time.`,
    async (stage) => {
      const { secrets } = stage;
      must(secrets.length > 0, 'No setting is marked as a secret: nothing tells the provider from others.');
      const strange = Object.fromEntries(
        Object.entries(stage.settings).map(([key, value]) => [key, secrets.includes(value as string) ? `${String(value)}-other` : value]),
      );
      const { request } = genuine(stage);
      const forged = stage.signed(request.body, strange);
      must(!(await stage.verify(forged, 'another secret')), 'verify believed what was signed with another secret.');
    },
  ),
  make(
    'turns away hostile requests without breaking',
    'One strange request makes the inbox count as broken, and customers wait. Answer false to whatever is not the provider.',
    async (stage) => {
      const noise = new Chance(7).bytes(4096);
      const strangers: [string, RawRequest][] = [
        ['an empty request', { method: 'POST', headers: {}, query: {}, body: Buffer.alloc(0) }],
        ['noise', { method: 'POST', headers: { 'content-type': undefined }, query: {}, body: noise }],
        [
          'a method that nobody knows',
          { method: 'BREW', headers: { 'x-forwarded-for': 'x'.repeat(60_000) }, query: { a: '' }, body: noise },
        ],
        ['headers without a prototype', { method: 'POST', headers: Object.create(null) as RawRequest['headers'], query: {}, body: noise }],
      ];
      for (const [what, request] of strangers) must(!(await stage.verify(request, what)), `verify believed ${what}.`);
    },
  ),
];

/** The provider's question when a webhook's address is saved. */
export const handshakeCases = (make: CaseMaker, handshake: NonNullable<AnyChannel['handshake']>): SuiteCase[] => {
  const ask = (stage: ChannelStage, query: Record<string, string>) =>
    within(stage.deadlineMs, 'handshake', () =>
      handshake.call(stage.channel, stage.ctx, stage.inbox(), { method: 'GET', headers: {}, query, body: Buffer.alloc(0) }),
    );
  return [
    make(
      'answers the provider when the webhook’s address is saved',
      'The provider does not save the address, and no message ever comes in. Give the answer that it waits for, exactly.',
      async (stage) => {
        const expected = stage.options.handshake;
        must(expected, 'The channel has a handshake: tell the suite what the provider asks (options.handshake).');
        const reply = await ask(stage, expected.query(stage.settings));
        must(reply.status === 200 && reply.body === expected.answer, `It answered ${reply.status} ${shown(reply.body)}.`);
      },
    ),
    make(
      'answers no stranger’s handshake',
      'Somebody else registers the address as theirs. Compare the word that only the provider knows.',
      async (stage) => {
        const query = stage.options.handshake?.query(stage.settings) ?? {};
        const secret = Object.keys(query).filter((key) => stage.secrets.includes(query[key] ?? ''));
        for (const key of secret)
          for (const text of [...HOSTILE_TEXTS.filter((one) => one.length < 1000), `${query[key]}x`]) {
            const reply = await ask(stage, { ...query, [key]: text });
            must(reply.status >= 400, `It answered ${reply.status} to somebody who said ${shown(text)}.`);
          }
        must((await ask(stage, {})).status >= 400, 'It answered somebody who said nothing.');
      },
    ),
  ];
};
