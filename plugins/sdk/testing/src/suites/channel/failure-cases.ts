import type { OutboundMessage, Rejected, Retry } from '@parley/plugin';
import type { FakeReply } from '../../fake-provider';
import { kindOf, must, shown, thrownBy } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import type { CaseMaker, ChannelStage } from './stage';

/** What a provider that is asked again and again calls a busy time. */
export const BUSY: FakeReply = { status: 429, headers: { 'retry-after': '7' } };

/**
 * What a send threw, if it was one of the contract's two errors.
 *
 * @param when in which case, as the end of a sentence
 * @throws Unmet when it succeeded, or threw something else
 */
export const failureOf = async (stage: ChannelStage, message: OutboundMessage, when: string): Promise<Retry | Rejected> => {
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

/** What becomes of a send that fails. */
export const failureCases = (make: CaseMaker): SuiteCase[] => [
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
      must(
        typeof message === 'string' && message.trim().includes(' ') && !/[{}<>]/.test(message),
        `The failure is no sentence: ${shown(message)}.`,
      );
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
];
