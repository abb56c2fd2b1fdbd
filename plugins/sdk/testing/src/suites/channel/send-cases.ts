import type { OutboundMessage, Rejected, Retry } from '@parley/plugin';
import { fakeProvider, type FakeReply } from '../../fake-provider';
import { frozen, kindOf, must, shown, thrownBy } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import type { CaseMaker, ChannelStage } from './stage';

/** Marks, quotes, lines, writing from right to left, characters outside of the basic plane. */
const TRICKY = 'Grüße 💙 "quoted" \'single\' <b>&amp;</b> %20 + = {{1}}\nsecond line\tمرحبا \\ end';

/** What a provider that is asked again and again calls a busy time. */
export const BUSY: FakeReply = { status: 429, headers: { 'retry-after': '7' } };

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

/** What a send threw, if it was one of the contract's two errors. */
const failureOf = async (stage: ChannelStage, message: OutboundMessage, when: string): Promise<Retry | Rejected> => {
  const error = await thrownBy(() => stage.send(message));
  must(error !== undefined, `send succeeded ${when}.`);
  if (error instanceof Unmet) throw new Unmet(`${error.message.slice(0, -1)} ${when}.`);
  must(kindOf(error) === 'retry' || kindOf(error) === 'rejected', `send threw ${shown(error)} ${when}: neither Retry nor Rejected.`);
  return error as Retry | Rejected;
};

const mustRetry = (stage: ChannelStage, error: Retry | Rejected, when: string, uncertain: boolean): void => {
  must(error.kind === 'retry', `send threw Rejected ${when}: the message is given up.`);
  const said = error.options.uncertain === true;
  if (uncertain) must(said || stage.options.idempotent, `send threw Retry without uncertain ${when}: the message is sent again.`);
  else must(!said, `send called it uncertain ${when}: a person has to decide.`);
};

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
    'tries again when the provider is busy, and not before it may',
    'Messages are given up although the provider only asked for a moment; or it is asked so often that it shuts the number off. Throw Retry with afterMs.',
    async (stage) => {
      const busy = stage.options.provider.busy ?? BUSY;
      stage.provider.reply(() => busy);
      const error = await failureOf(stage, stage.message(), 'when the provider was busy');
      mustRetry(stage, error, 'when the provider was busy', false);
      const asked = typeof busy === 'object' ? Number(busy.headers?.['retry-after'] ?? 0) * 1000 : 0;
      const { afterMs } = (error as Retry).options;
      must(!asked || (afterMs ?? 0) >= asked, `The provider asked to wait ${asked} ms; send said ${afterMs}.`);
    },
  ),
  make(
    'gives up on what the provider refuses, and says why',
    'The same wrong message is sent again and again, and those behind it wait. Throw Rejected, with a sentence that tells an agent what to do.',
    async (stage) => {
      stage.provider.reply(() => stage.options.provider.refuses);
      const error = await failureOf(stage, stage.message(), 'when the provider refused the message');
      must(error.kind === 'rejected', 'send threw Retry when the provider refused the message: it is sent again and again.');
      const { code, message } = error.failure ?? {};
      must(typeof code === 'string' && code !== '', 'The failure has no code.');
      must(typeof message === 'string' && message.trim().includes(' ') && !/[{}<>]/.test(message), `The failure is no sentence: ${shown(message)}.`);
    },
  ),
  make(
    'does not give up when the provider fails',
    'A message is lost because the provider had a bad minute. Throw Retry at 5xx; uncertain, because it may have the message.',
    async (stage) => {
      for (const status of [500, 502, 503]) {
        stage.provider.reply(() => ({ status, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' }));
        const when = `at ${status}`;
        mustRetry(stage, await failureOf(stage, stage.message(), when), when, true);
      }
    },
  ),
  make(
    'does not send twice when no answer came',
    'A customer gets the same message twice. When the connection broke after the request was out, throw Retry with uncertain: true.',
    async (stage) => {
      stage.provider.reply(() => 'hangUp');
      const when = 'when the connection broke after the request was out';
      mustRetry(stage, await failureOf(stage, stage.message(), when), when, true);
    },
  ),
  make(
    'sends again by itself what never left the house',
    'After each restart of a network a person has to go through messages that nobody ever got. When there was no connection, throw Retry without uncertain.',
    async (stage) => {
      await stage.provider.close();
      const when = 'when nobody listened';
      mustRetry(stage, await failureOf(stage, stage.message(), when), when, false);
    },
  ),
  make(
    'understands an answer that makes no sense',
    'A message that went out counts as broken, or is sent twice. When the answer names no message, throw Retry with uncertain: true.',
    async (stage) => {
      for (const body of ['', 'OK', '{}', '[]', 'null', '{"messages":null}', '<html></html>']) {
        stage.provider.reply(() => ({ status: 200, headers: { 'content-type': 'application/json' }, body }));
        const when = `when the provider answered ${shown(body)}`;
        mustRetry(stage, await failureOf(stage, stage.message(), when), when, true);
      }
    },
  ),
  make(
    'stops when it is told to',
    'A provider that never answers holds up everything behind it, and the server cannot be stopped. Give ctx.signal to every call.',
    async (stage) => {
      stage.provider.reply(() => 'silent');
      const when = 'when the signal was aborted';
      const failure = failureOf(stage, stage.message(), when);
      failure.catch(() => undefined);
      await Promise.race([stage.provider.request(0), failure]);
      stage.ctx.abort();
      mustRetry(stage, await failure, when, true);
    },
  ),
  make(
    'sends nothing once it was told to stop',
    'A message goes out after somebody was told that it did not. Look at ctx.signal before the first call.',
    async (stage) => {
      stage.ctx.abort();
      const when = 'although it was told to stop before it began';
      mustRetry(stage, await failureOf(stage, stage.message(), when), when, false);
      must(stage.provider.requests.length === 0, 'send called the provider after it was told to stop.');
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
      must(errors.every((error) => error === undefined), `Of twenty messages at once one was not sent: ${shown(errors.find(Boolean))}.`);
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
