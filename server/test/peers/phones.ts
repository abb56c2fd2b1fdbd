import type { TestApp } from '../support/app';
import type { Client } from '../support/client';

const NUMBER = {
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  displayPhoneNumber: '+44 20 7946 0142',
  verifiedName: 'Halden Care',
  appSecret: 'app-secret-of-the-test',
  accessToken: 'access-token-of-the-test',
};

/** The real WhatsApp plugin, and a Cloud API of this machine for it to talk to. */
export const PLUGINS = [
  { package: '@parley/whatsapp' },
  { package: '@parley/assignment-basic' },
  { package: '@parley/simulator', settings: { seed: 'test', numbers: [NUMBER], customers: [] } },
];

/** What a customer's phone shows of one message. */
export interface Bubble {
  from: 'customer' | 'business';
  type: string;
  body: Record<string, unknown>;
  /** failed: it never reached the phone. */
  status: string;
}

/** The phones of customers, and what goes wrong between them and us. */
export class Phones {
  private constructor(
    private readonly server: TestApp,
    readonly inboxId: string,
  ) {}

  /** Makes an inbox at the simulated number. */
  static async open(server: TestApp, admin: Client, agentIds: string[]): Promise<Phones> {
    const { phoneNumberId, wabaId, appSecret, accessToken } = NUMBER;
    const { inboxCreate } = await admin.ask<{ inboxCreate: { inbox: { id: string } | null; errors: { message: string }[] } }>(
      'mutation($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id } errors { code message } } }',
      {
        input: {
          name: 'WhatsApp',
          channel: 'whatsapp',
          address: phoneNumberId,
          agentIds,
          settings: {
            phoneNumberId,
            wabaId,
            appSecret,
            accessToken,
            verifyToken: 'verify-token-of-the-test',
            graphUrl: `${server.url}/simulator/graph`,
          },
        },
      },
    );
    if (!inboxCreate.inbox) throw new Error(JSON.stringify(inboxCreate.errors));
    return new Phones(server, inboxCreate.inbox.id);
  }

  /** A customer with a phone. @returns what names them at the simulator */
  async customer(name: string, phone: string): Promise<string> {
    return ((await this.ask('POST', '/customers', { name, phone })) as { id: string }).id;
  }

  /** A customer writes, and WhatsApp has told it. */
  writes(customer: string, text: string): Promise<void> {
    return this.shows(customer, { type: 'text', text });
  }

  /** A customer sends something that is no text, in WhatsApp's own shape. */
  async shows(customer: string, message: Record<string, unknown>): Promise<void> {
    await this.ask('POST', `/customers/${customer}/messages`, message);
    await this.settle();
  }

  /** Tells what WhatsApp has to tell by now; with `all` also what it would tell later. */
  settle(all = false): Promise<unknown> {
    return this.ask('POST', '/settle', { all });
  }

  /** A customer looks at the chat. */
  looks(customer: string): Promise<unknown> {
    return this.ask('POST', `/customers/${customer}/seen`, {});
  }

  /** What goes wrong from now on; nothing else does. */
  async faults(faults: Record<string, unknown>): Promise<void> {
    await this.ask('DELETE', '/faults');
    await this.ask('PUT', '/faults', faults);
  }

  /** What a customer got of us, in order. */
  async heard(customer: string): Promise<Bubble[]> {
    const all = (await this.ask('GET', `/customers/${customer}/messages`)) as Bubble[];
    return all.filter(({ from, status }) => from === 'business' && status !== 'failed');
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.server.url}/simulator/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The simulator refused ${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}
