import { fakeProvider, type FakeReply } from '../../fake-provider';
import { frozen, must, shown, thrownBy } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import { BUSY, failureOf } from './failure-cases';
import type { CaseMaker, ChannelStage } from './stage';

/** Marks, quotes, lines, writing from right to left, characters outside of the basic plane. */
const TRICKY = 'Grüße 💙 "quoted" \'single\' <b>&amp;</b> %20 + = {{1}}\nsecond line\tمرحبا \\ end';

/** Every text of a call's body, however it was packed. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];

/** Does a call carry this text, as JSON, as a form, or plain? */
const carries = (stage: ChannelStage, text: string, from = 0): boolean =>
  stage.provider.requests.slice(from).some(({ body, json, path, headers }) => {
    const plain = body.toString('utf8');
    const form = [...new URLSearchParams(plain).values(), ...new URL(path, 'http://x').searchParams.values()];
    return [...textsOf(json), ...form, path, ...Object.values(headers).flat()].some((one) => one?.includes(text)) || plain.includes(text);
  });

/** What becomes of what goes out. */
export const sendCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'sends a text as it was written',
    'Customers read other words than the agent wrote. Hand the text on as it is, and give back the provider’s id.',
    async (stage) => {
      const message = frozen(stage.message({ text: TRICKY }));
      const error = await thrownBy(async () => {
        const sent = await stage.send(message);
        must(typeof sent?.providerId === 'string' && sent.providerId !== '', `send gave no providerId: ${shown(sent)}.`);
      });
      must(error === undefined, error instanceof Unmet ? error.message : `send threw ${shown(error)}.`);
      must(carries(stage, TRICKY), 'No call to the provider carried the text as it was written.');
    },
  ),
  make(
    'refuses a kind that it does not know',
    'An agent is told that something was sent, and the customer gets something else or nothing. Throw Rejected before the call.',
    async (stage) => {
      const when = 'for a message of the kind "hologram"';
      const error = await failureOf(stage, stage.message({ kind: 'hologram', content: { beams: 3 } }), when);
      must(error.kind === 'rejected', 'send threw Retry for a kind that it does not know: it is sent again and again.');
      must(stage.provider.requests.length === 0, 'send called the provider with a kind that it does not know.');
    },
  ),
  make(
    'keeps messages apart that go out at once',
    'A customer gets what was meant for another. Keep what belongs to one message in variables of that call.',
    async (stage) => {
      const messages = Array.from({ length: 20 }, (_, n) => stage.message({ text: `number ${n} of twenty`, messageId: `msg_apart_${n}` }));
      const errors = await Promise.all(messages.map((message) => thrownBy(() => stage.send(message))));
      must(
        errors.every((error) => error === undefined),
        `Of twenty messages at once one was not sent: ${shown(errors.find(Boolean))}.`,
      );
      for (const { text } of messages) {
        const count = stage.provider.requests.filter(({ body }) => body.toString('utf8').includes(text ?? '')).length;
        must(count === 1, `Of twenty messages at once "${text}" went out ${count} times.`);
      }
    },
  ),
  make(
    'follows no redirect with what is secret',
    'Whoever gets the provider’s address, or a mistyped one, gets the access token and what customers are told. Call fetch with redirect: "manual".',
    async (stage) => {
      const elsewhere = await fakeProvider();
      try {
        stage.provider.reply(() => ({ status: 307, headers: { location: `${elsewhere.url}/taken` } }));
        const error = await thrownBy(() => stage.send(stage.message({ text: TRICKY })));
        must(error !== undefined, 'send succeeded although the provider only named another address.');
        must(elsewhere.requests.length === 0, 'send followed a redirect to another host, with the message.');
      } finally {
        await elsewhere.close();
      }
    },
  ),
  make(
    'logs no secret, no message and no address',
    'What customers write, and the keys to the account, stand in log files that many people read. Log ids and codes only.',
    async (stage) => {
      const { provider, options, ctx } = stage;
      const message = stage.message({ text: TRICKY });
      const told: string[] = [];
      const note = async () => void told.push(shown(await thrownBy(() => stage.send(message))));
      for (const reply of [options.provider.refuses, options.provider.busy ?? BUSY, { status: 500 }] as FakeReply[]) {
        provider.reply(() => reply);
        await note();
      }
      await provider.close();
      await note();
      const written = JSON.stringify([ctx.logged, told]);
      for (const secret of [...stage.secrets, message.to.value, ...TRICKY.split('\n')])
        must(!written.includes(JSON.stringify(secret).slice(1, -1)), `The log, or a failure, holds ${shown(secret)}.`);
    },
  ),
];

/** Our own id in what goes out. */
export const messageIdCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'hands our message id to the provider',
    'A receipt that comes before the provider’s answer finds no message, and after a crash nobody can say whether the message went out. Send messageId along, or say carriesMessageId: false in the suite’s options.',
    async (stage) => {
      const message = stage.message();
      await thrownBy(() => stage.send(message));
      must(carries(stage, message.messageId), `No call to the provider carried ${message.messageId}.`);
    },
  ),
];
