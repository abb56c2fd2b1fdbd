import { isDeepStrictEqual } from 'node:util';
import type { InboundEvent } from '@parley/plugin';
import { faultOf } from '@parley/server';
import { must, mustEqual, shown, thrownBy } from '../../must';
import { turnedRound } from '../../json-tree';
import { Unmet, type SuiteCase } from '../../suite';
import { bytesOf, jsonOf, keyOf, type CaseMaker, type ChannelStage } from './stage';

const HOUR = 3_600_000;
const FROM = Date.UTC(2000, 0, 1);
const TO = Date.UTC(2100, 0, 1);

/** Every event of every sample, with the sample it came from. */
const everyEvent = async (stage: ChannelStage): Promise<{ event: InboundEvent; sample: string }[]> => {
  const all: { event: InboundEvent; sample: string }[] = [];
  for (const { name, body } of stage.options.webhooks)
    for (const event of (await stage.receive(bytesOf(body)).catch(() => [])) ?? []) all.push({ event, sample: name });
  return all;
};

/** What becomes of what the provider sends. */
export const receiveCases = (make: CaseMaker): SuiteCase[] => [
  make(
    'reads every entry of every array',
    'Of several messages that come together all but the first are lost, and nobody ever sees them. Go through every array of the body.',
    async (stage) => {
      must(stage.options.webhooks.length > 0, 'The suite was given no webhooks: write what the provider sends into webhooks.');
      for (const { name, body, events } of stage.options.webhooks) {
        const error = await thrownBy(async () => {
          const got = await stage.receive(bytesOf(body));
          must(Array.isArray(got) && got.length === events, `"${name}" gave ${got?.length} events, not ${events}.`);
        });
        must(error === undefined || error instanceof Unmet, `"${name}" was not translated: receive threw ${shown(error)}.`);
        if (error) throw error;
      }
    },
  ),
  make(
    'gives events that the core can store',
    'A message is kept as a dead letter that an administrator has to look at, instead of reaching an agent. Fill in what the types of the contract ask for.',
    async (stage) => {
      for (const { event, sample } of await everyEvent(stage)) {
        const fault = faultOf(event);
        must(fault === null, `"${sample}" gave an event that cannot be stored: ${fault}.`);
      }
    },
  ),
  make(
    'gives the same events for the same bytes, whenever they come',
    'A message that the provider sends twice stands there twice, or at another time. Take ids and times from the body, never from chance or from the clock.',
    async (stage) => {
      const later = stage.later(HOUR);
      try {
        for (const { name, body, timeless } of stage.options.webhooks) {
          const bytes = bytesOf(body);
          const request = stage.signed(Buffer.from(bytes));
          const before = structuredClone({ ...request.headers });
          const once = await stage.channel.receive(stage.ctx, stage.inbox(), request);
          must(request.body.equals(bytes), `"${name}": receive changed the body that it was given.`);
          mustEqual({ ...request.headers }, before, `"${name}": receive changed the headers that it was given.`);
          const again = await stage.receive(bytes, later);
          const seen = (events: InboundEvent[]) => (timeless ? events.map((event) => ({ ...event, at: 0 })) : events);
          mustEqual(seen(once), seen(again), `"${name}" gave other events when it came again an hour later.`);
        }
      } finally {
        await later.close();
      }
    },
  ),
  make(
    'gives every event a key of its own',
    'Two different messages count as one that came twice, and the second is dropped. Use the provider’s own ids.',
    async (stage) => {
      for (const { name, body } of stage.options.webhooks) {
        const keys = (await stage.receive(bytesOf(body)).catch(() => [])).map(keyOf);
        const twice = keys.find((key, at) => keys.indexOf(key) !== at);
        must(twice === undefined, `"${name}" gave two events with the key "${twice}".`);
      }
    },
  ),
  make(
    'gives the same events in whatever order they stand',
    'A message that the provider sends again among others gets another id and stands there twice; or a name goes to the wrong customer. Pair things by their ids, not by their places.',
    async (stage) => {
      for (const { name, body } of stage.options.webhooks) {
        const json = jsonOf(body);
        if (json === undefined) continue;
        const keys = (events: InboundEvent[]) =>
          events.map((event) => (event.type === 'notice' ? event.kind : `${keyOf(event)} ${senderOf(event)}`)).sort();
        const plain = keys(await stage.receive(bytesOf(body)).catch(() => []));
        const round = keys(await stage.receive(bytesOf(turnedRound(json) as object)).catch(() => []));
        must(isDeepStrictEqual(plain, round), `"${name}" gave other events when its arrays were turned round.`);
      }
    },
  ),
  make(
    'keeps what the provider said',
    'When a message looks wrong nobody can find out what really came. Put the provider’s own object into raw.',
    async (stage) => {
      for (const { event, sample } of await everyEvent(stage)) {
        must(event?.raw !== undefined && event.raw !== null, `"${sample}" gave an event without raw.`);
        must((await thrownBy(() => JSON.stringify(event))) === undefined, `"${sample}" gave an event that does not fit into JSON.`);
      }
    },
  ),
  make(
    'keeps what it does not know',
    'A new kind of message disappears without a trace on the day the provider brings it out. Give a message of kind "unsupported", or a notice.',
    async (stage) => {
      for (const body of stage.options.unknownWebhooks) {
        const events = await stage.survives(bytesOf(body), 'a webhook of an unknown kind');
        must(events && events.length > 0, 'Nothing was kept of a webhook of an unknown kind.');
      }
    },
  ),
  make(
    'tells times in epoch milliseconds',
    'Conversations stand in the year 1970, and the service window is over before it began. Multiply seconds by 1000.',
    async (stage) => {
      for (const { event, sample } of await everyEvent(stage))
        must(
          event?.at > FROM && event.at < TO,
          `"${sample}" gave an event of the year ${new Date(event?.at ?? Number.NaN).getUTCFullYear()} (at: ${event?.at}).`,
        );
    },
  ),
  make(
    'does nothing but translate',
    'Every webhook waits for a call to somewhere else; when that is slow the provider gives up, and messages come late or never. Leave files to fetchMedia and the rest to the core.',
    async (stage) => {
      await everyEvent(stage);
      const { sent, emitted, enqueued } = stage.ctx;
      must(stage.provider.requests.length === 0, `receive called the provider: ${stage.provider.requests[0]?.path}.`);
      must(sent.length + emitted.length + enqueued.length === 0, 'receive sent, emitted or enqueued something.');
    },
  ),
  make(
    'gives an address at which the customer can be answered',
    'An agent writes an answer and it cannot be sent. Put into sender.replyTo what send needs in message.to.',
    async (stage) => {
      for (const { event, sample } of await everyEvent(stage)) {
        if (event?.type !== 'message' || !event.sender?.replyTo?.value) continue;
        const { replyTo } = event.sender;
        const before = stage.provider.requests.length;
        const error = await thrownBy(() => stage.send(stage.message({ to: replyTo })));
        must(error === undefined, `An answer to "${sample}" could not be sent: send threw ${shown(error)}.`);
        const calls = stage.provider.requests.slice(before).map(({ path, body }) => `${decodeURIComponent(path)} ${body.toString('utf8')}`);
        must(
          calls.some((call) => call.includes(replyTo.value)),
          `An answer to "${sample}" went out without the address ${replyTo.value}.`,
        );
      }
    },
  ),
];

const senderOf = (event: InboundEvent): string =>
  'sender' in event ? `${event.sender?.identities?.[0]?.value} ${event.sender?.name}` : '';
