import { randomUUID } from 'node:crypto';
import {
  defineAssignmentRule,
  defineChannel,
  definePlugin,
  Malformed,
  type ChannelAbilities,
  type InboundEvent,
  type OutboundMessage,
  type Sent,
} from '@parley/plugin';
import { z } from 'zod';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';
import type { TestApp } from './app';
import type { Client } from './client';

export const LINE_SECRET = 'line secret';

/** What a test says and hears on the line. */
export interface LineScript {
  /** Answers a send; accepted unless told otherwise. */
  send: (message: OutboundMessage) => Promise<Sent> | Sent;
  sent: OutboundMessage[];
}

/**
 * A channel of the tests: a shared secret in a header, events as JSON, and a script that answers sends. With it comes one rule that
 * gives a conversation to the first online agent with room.
 */
export const linePlugin = (
  script: LineScript = newScript(),
  abilities: ChannelAbilities = { serviceWindowMs: 86_400_000 },
): GivenPlugin => ({
  manifest: { id: 'line', prefix: 'line', contract: '^1.0' },
  definition: definePlugin({
    channels: [
      defineChannel<{ secret: string }>({
        id: 'line',
        label: 'Line',
        abilities,
        settings: z.object({ secret: z.string().meta({ secret: true }) }),
        connectionKeys: ['secret'],
        verify: (_ctx, connection, request) => request.headers['x-line-secret'] === connection.settings.secret,
        receive: (_ctx, _connection, request) => {
          try {
            return JSON.parse(request.body.toString('utf8')) as InboundEvent[];
          } catch {
            throw new Malformed('not JSON');
          }
        },
        send: async (_ctx, _inbox, message) => {
          script.sent.push(message);
          return script.send(message);
        },
      }),
    ],
    assignment: [
      defineAssignmentRule({
        id: 'first',
        label: 'The first who is online',
        settings: z.object({}),
        pick: (_ctx, { candidates }) => {
          const free = candidates.find((c) => c.presence === 'ONLINE' && c.load < c.capacity);
          return free ? { agent: free.id, why: 'The first who is online' } : { wait: true, why: 'Nobody is online' };
        },
      }),
    ],
  }),
});

export const newScript = (): LineScript => ({ sent: [], send: (message) => ({ providerId: `out-${message.messageId}` }) });

/** An inbox on the line, with what a customer on it can do. */
export class Line {
  constructor(
    private readonly app: TestApp,
    readonly inboxId: string,
    readonly webhookPath: string,
    readonly address: string,
  ) {}

  /** Posts events as the provider would. */
  async post(events: unknown, headers: Record<string, string> = { 'x-line-secret': LINE_SECRET }): Promise<number> {
    const response = await fetch(this.app.url + this.webhookPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof events === 'string' ? events : JSON.stringify(events),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** A customer writes; 200 or an error. */
  async says(from: string, text: string, more: Partial<Extract<InboundEvent, { type: 'message' }>> = {}): Promise<string> {
    const providerId = `in-${randomUUID()}`;
    const status = await this.post([this.message(from, text, { providerId, ...more })]);
    if (status !== 200) throw new Error(`the webhook answered ${status}`);
    return providerId;
  }

  message(from: string, text: string, more: Partial<Extract<InboundEvent, { type: 'message' }>> = {}): InboundEvent {
    return {
      type: 'message',
      address: this.address,
      providerId: `in-${randomUUID()}`,
      at: this.app.clock.now(),
      raw: { text },
      kind: 'text',
      text,
      sender: {
        identities: [{ kind: 'wa_id', value: from }],
        name: `Customer ${from}`,
        phone: from,
        replyTo: { kind: 'wa_id', value: from },
      },
      ...more,
    };
  }

  receipt(providerId: string, delivery: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED', at = this.app.clock.now()): InboundEvent {
    return { type: 'receipt', address: this.address, providerId, status: delivery.toLowerCase(), delivery, at, raw: {} };
  }
}

/** Makes an inbox on the line through the API. */
export const openLine = async (app: TestApp, admin: Client, agentIds: string[] = [], address = 'line-1'): Promise<Line> => {
  const { inboxCreate } = await admin.ask<{
    inboxCreate: { inbox: { id: string; webhookUrl: string } | null; errors: { message: string }[] };
  }>('mutation($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id webhookUrl } errors { code message } } }', {
    input: { name: `Line ${address}`, channel: 'line', address, settings: { secret: LINE_SECRET }, agentIds },
  });
  if (!inboxCreate.inbox) throw new Error(JSON.stringify(inboxCreate.errors));
  return new Line(app, inboxCreate.inbox.id, new URL(inboxCreate.inbox.webhookUrl).pathname, address);
};
