import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { PluginEntry } from '@parley/plugin';

/** A business number of the simulator. */
const NUMBER = {
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  displayPhoneNumber: '+44 20 7946 0142',
  verifiedName: 'Halden Care',
  appSecret: 'app-secret-of-the-test',
  accessToken: 'access-token-of-the-test',
};

/** The simulator's inbox, as the server knows it. */
export const WHATSAPP = { channel: 'whatsapp', address: NUMBER.phoneNumberId } as const;

const isInstalled = (name: string, root: string): boolean => {
  for (let at = resolve(root); ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name, 'package.json'))) return true;
    if (dirname(at) === at) return false;
  }
};

/**
 * The plugins of a simulated WhatsApp, from the author's own `node_modules`.
 *
 * @throws Error that says what to install
 */
export const simulatedPlugins = (root: string): PluginEntry[] => {
  const names = ['@parley/whatsapp', '@parley/simulator'];
  const lacking = names.filter((name) => !isInstalled(name, root));
  if (lacking.length > 0) throw new Error(`The simulator needs ${lacking.join(' and ')}: run npm install --save-dev ${lacking.join(' ')}`);
  return names.map((name) => ({
    package: name,
    required: true,
    ...(name === '@parley/simulator' ? { settings: { seed: 'test', numbers: [NUMBER], customers: [] } } : {}),
  }));
};

/** What a customer's phone shows of one message of ours. */
interface Bubble {
  from: 'customer' | 'business';
  type: string;
  body: Record<string, unknown>;
}

/** What a customer got: the words where there are some, the rest in the channel's own shape. */
export interface Heard {
  kind: string;
  text?: string;
  content?: Record<string, unknown>;
}

/** The phones of the simulator's customers. */
export class SimulatedPhones {
  private readonly known = new Map<string, string>();

  constructor(private readonly base: () => string) {}

  /** What an inbox must know to talk to the simulator. */
  get settings(): Record<string, unknown> {
    const { phoneNumberId, wabaId, appSecret, accessToken } = NUMBER;
    return {
      phoneNumberId,
      wabaId,
      appSecret,
      accessToken,
      verifyToken: 'verify-token-of-the-test',
      graphUrl: `${this.base()}/simulator/graph`,
    };
  }

  /** A customer writes, and WhatsApp has told it. Simple texts, or a message in WhatsApp's own shape. */
  async writes(name: string, message: Record<string, unknown>): Promise<void> {
    await this.ask('POST', `/customers/${await this.id(name)}/messages`, message);
    await this.ask('POST', '/settle', {});
  }

  /** Tells what WhatsApp has to tell by now: receipts and the like. */
  async settle(): Promise<void> {
    await this.ask('POST', '/settle', {});
  }

  async heard(name: string): Promise<Heard[]> {
    const bubbles = (await this.ask('GET', `/customers/${await this.id(name)}/messages`)) as Bubble[];
    return bubbles
      .filter(({ from }) => from === 'business')
      .map(({ type, body }) => ({ kind: type, content: body, ...(typeof body.body === 'string' ? { text: body.body } : {}) }));
  }

  /** A customer of this name; made when somebody speaks of them for the first time. */
  private async id(name: string): Promise<string> {
    const known = this.known.get(name);
    if (known) return known;
    const phone = `4915550${String(this.known.size).padStart(5, '0')}`;
    const { id } = (await this.ask('POST', '/customers', { name, phone })) as { id: string };
    this.known.set(name, id);
    return id;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.base()}/simulator/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { error?: string };
    if (!response.ok) throw new Error(`The simulator refused ${method} ${path}: ${answer.error ?? response.status}`);
    return answer;
  }
}
