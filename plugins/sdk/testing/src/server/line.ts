import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import {
  defineChannel,
  definePlugin,
  Malformed,
  type ChannelAbilities,
  type InboundMessage,
  type OutboundAddress,
  type OutboundMessage,
} from '@parley/plugin';
import type { GivenPlugin } from '@parley/server';
import { z } from 'zod';

/** The line's inbox, as the server knows it. */
export const LINE = { channel: 'line', address: 'line-1' } as const;
const HEADER = 'x-line-secret';

const eventsIn = (body: Buffer): InboundMessage[] => {
  try {
    return JSON.parse(body.toString('utf8')) as InboundMessage[];
  } catch {
    throw new Malformed('not JSON');
  }
};

/** A channel of the tests: what customers write comes in over its webhook, what agents answer is kept. */
export class Line {
  readonly sent: OutboundMessage[] = [];
  private readonly secret = randomBytes(16).toString('hex');

  constructor(private readonly abilities: ChannelAbilities) {}

  get settings(): Record<string, unknown> {
    return { secret: this.secret };
  }

  plugin(): GivenPlugin {
    const channel = defineChannel<{ secret: string }>({
      id: LINE.channel,
      label: 'Line',
      abilities: this.abilities,
      settings: z.object({ secret: z.string().meta({ secret: true }) }),
      verify: (_ctx, connection, request) => {
        const given = Buffer.from(request.headers[HEADER] ?? '');
        const expected = Buffer.from(connection.settings.secret);
        return given.length === expected.length && timingSafeEqual(given, expected);
      },
      receive: (_ctx, _connection, request) => eventsIn(request.body),
      send: async (_ctx, _inbox, message) => {
        this.sent.push(message);
        return { providerId: `out-${message.messageId}` };
      },
    });
    return { manifest: { id: 'line', prefix: 'line', contract: '*' }, definition: definePlugin({ channels: [channel] }) };
  }

  /**
   * A customer writes.
   *
   * @throws Error when the server did not take it
   */
  async writes(webhookUrl: string, at: number, name: string, message: Partial<InboundMessage>): Promise<void> {
    const to: OutboundAddress = addressOf(name);
    const event: InboundMessage = {
      type: 'message',
      address: LINE.address,
      providerId: `in-${randomUUID()}`,
      at,
      raw: { by: 'the test' },
      kind: 'text',
      sender: { identities: [to], name, replyTo: to },
      ...message,
    };
    const headers = { 'content-type': 'application/json', [HEADER]: this.secret };
    const response = await fetch(webhookUrl, { method: 'POST', headers, body: JSON.stringify([event]) });
    if (!response.ok) throw new Error(`The server did not take what ${name} wrote: ${response.status} ${await response.text()}`);
  }
}

/** Where a customer of this name is. */
export const addressOf = (name: string): OutboundAddress => ({ kind: 'line', value: name.toLowerCase() });
