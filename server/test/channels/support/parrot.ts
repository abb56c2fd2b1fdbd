import { createHmac, timingSafeEqual } from 'node:crypto';
import { defineAssignmentRule, defineChannel, definePlugin, Malformed, type InboundEvent, type InboundMessage } from '@parley/plugin';
import { z } from 'zod';
import type { GivenPlugin } from '../../../src/plugin-host/plugin-host';

export const SECRET = 'parrot-secret';
export const DAY = 86_400_000;

const settings = z.object({
  hmacKey: z.string().min(1, 'write the key').meta({ secret: true, title: 'Key' }),
  pin: z.string().optional().meta({ secret: true }),
  region: z.string().default('north'),
});

export const sign = (body: string | Buffer): string => createHmac('sha256', SECRET).update(body).digest('hex');

/** What the parrot does besides translating; a test moves it. */
export interface Parrot {
  /** Thrown by `receive` when set. */
  receiveFails: Error | null;
  connects: { address: string; settings: unknown }[];
  connectSays: { displayAddress?: string; problem?: string } | Error;
}

/** A channel without a provider: its webhooks are the events themselves, as JSON, signed with a key. */
export const parrot = (): { plugin: GivenPlugin; parrot: Parrot } => {
  const state: Parrot = { receiveFails: null, connects: [], connectSays: {} };
  const channel = defineChannel<z.infer<typeof settings>>({
    id: 'parrot',
    label: 'Parrot',
    abilities: { serviceWindowMs: DAY },
    settings,
    connectionKeys: ['hmacKey'],
    verify: (_ctx, connection, request) => {
      const expected = Buffer.from(createHmac('sha256', connection.settings.hmacKey).update(request.body).digest('hex'));
      const given = Buffer.from(request.headers['x-signature'] ?? '');
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
    handshake: (_ctx, connection, request) =>
      request.query['hub.token'] === connection.settings.hmacKey
        ? { status: 200, body: request.query['hub.challenge'] ?? '' }
        : { status: 403, body: 'no' },
    receive: (_ctx, _connection, request) => {
      if (state.receiveFails) throw state.receiveFails;
      let body: unknown;
      try {
        body = JSON.parse(request.body.toString('utf8'));
      } catch {
        throw new Malformed('not JSON');
      }
      // what JSON cannot carry, a buggy channel can give
      return (body as (InboundEvent & { content?: Record<string, unknown> })[]).map((e) =>
        e?.content?.poison ? { ...e, content: { amount: 10n } } : e,
      );
    },
    send: async (_ctx, _inbox, message) => ({ providerId: `sent-${message.messageId}` }),
    connect: async (_ctx, inbox) => {
      state.connects.push({ address: inbox.address, settings: inbox.settings });
      if (state.connectSays instanceof Error) throw state.connectSays;
      return state.connectSays;
    },
  });
  const first = defineAssignmentRule({
    id: 'first',
    label: 'The first',
    settings: z.object({ strict: z.boolean().default(false) }),
    pick: () => ({ wait: true, why: 'a test' }),
  });
  return {
    plugin: {
      manifest: { id: 'parrot', prefix: 'parrot', contract: '^1.0' },
      definition: definePlugin({ channels: [channel], assignment: [first] }),
    },
    parrot: state,
  };
};

let serial = 0;

/** A text from a customer. */
export const text = (from: string, providerId = `m${++serial}`, more: Partial<InboundMessage> = {}): InboundMessage => ({
  type: 'message',
  address: 'perch',
  at: Date.UTC(2026, 0, 5, 8, 59, 0),
  raw: { id: providerId },
  providerId,
  sender: { identities: [{ kind: 'feather', value: from }], name: `Bird ${from}`, phone: from, replyTo: { kind: 'feather', value: from } },
  kind: 'text',
  text: `hello ${providerId}`,
  ...more,
});
