import type { InboundMessage, OutboundMessage } from '@parley/plugin';
import { ManualClock, type App, type PluginStatus } from '@parley/server';
import { boot, entriesOf, urlOf, type Booted } from './boot';
import { addressOf, Line, LINE } from './line';
import { SimulatedPhones, simulatedPlugins, WHATSAPP } from './simulated';
import type { TestCustomer, TestEvent, TestServer, TestServerOptions, TestUser } from './types';

export type { Heard } from './simulated';
export type { TestCustomer, TestEvent, TestServer, TestServerOptions, TestUser } from './types';

const CREATE_INBOX = `mutation ($input: InboxCreateInput!) {
  inboxCreate(input: $input) { inbox { id webhookUrl problem } errors { message } }
}`;
const MOST_EVENTS = 10_000;

/**
 * Starts a whole Parley on an embedded database in a temporary folder, with the plugins of a test.
 *
 * @throws Error when a plugin does not run (unless `tolerant`), with what is wrong and what to do
 * @example
 * const server = await startTestServer({ plugins: ['.'] });
 * await server.customer('Maya').writes('Hello');
 * await server.settled();
 * const { conversations } = await server.graphql('{ conversations(first: 1) { nodes { contact { name acmePoints } } } }');
 * await server.stop();
 */
export const startTestServer = async (options: TestServerOptions): Promise<TestServer> => {
  const { root = process.cwd(), abilities = { serviceWindowMs: 86_400_000 }, ui } = options;
  const { entries, given } = entriesOf(options.plugins);
  const clock = options.clock === 'system' ? undefined : new ManualClock();
  const line = options.simulator ? null : new Line(abilities);
  const operator = { plugins: [...(options.simulator ? simulatedPlugins(root) : []), ...entries], ...(ui ? { ui } : {}) };
  const booted = await boot({
    root,
    operator,
    given: [...(line ? [line.plugin()] : []), ...given],
    clock,
    logLevel: options.logLevel ?? 'silent',
  });
  const server = new RunningServer(booted, line, clock);
  try {
    if (!options.tolerant) server.requireReady();
    await server.openInbox();
  } catch (error) {
    await booted.stop();
    throw error;
  }
  return server;
};

class RunningServer implements TestServer {
  inbox = { id: '', webhookUrl: '' };
  private readonly phones = new SimulatedPhones(() => this.url);
  readonly clock;

  constructor(
    private readonly booted: Booted,
    private readonly line: Line | null,
    clock: ManualClock | undefined,
  ) {
    this.clock = {
      now: () => this.app.kernel.clock.now(),
      advance: async (ms: number) => {
        if (!clock) throw new Error("This server runs by the machine's clock: start it with clock: 'manual'");
        clock.advance(ms);
        await this.settled();
      },
    };
  }

  get app(): App {
    return this.booted.app;
  }

  get url(): string {
    return urlOf(this.app);
  }

  get organizationId(): string {
    return this.booted.organizationId;
  }

  get agents(): TestServer['agents'] {
    const { admin, ana, ben } = this.booted.people;
    return { admin: admin.credentials, ana: ana.credentials, ben: ben.credentials };
  }

  /** @throws Error with what is wrong with the first plugin that does not run */
  requireReady(): void {
    const out = this.app.host.statuses().find(({ state }) => state !== 'READY');
    if (out) throw new Error(`The plugin ${out.id} is ${out.state} (${out.step}): ${out.reason}. ${out.remedy}.`);
  }

  async openInbox(): Promise<void> {
    const { ana, ben } = this.booted.people;
    const input = {
      name: 'Test',
      ...(this.line ? LINE : WHATSAPP),
      settings: this.line ? this.line.settings : this.phones.settings,
      agentIds: [ana.id, ben.id],
    };
    const { inboxCreate } = await this.graphql<{
      inboxCreate: { inbox: { id: string; webhookUrl: string; problem: string | null } | null; errors: { message: string }[] };
    }>(CREATE_INBOX, { input });
    const { inbox, errors } = inboxCreate;
    const wrong = errors[0]?.message ?? inbox?.problem;
    if (!inbox || wrong) throw new Error(`The inbox of the test could not be made: ${wrong}`);
    this.inbox = { id: inbox.id, webhookUrl: this.url + new URL(inbox.webhookUrl).pathname };
  }

  graphql<T>(query: string, variables: Record<string, unknown> = {}, as: TestUser = 'admin'): Promise<T> {
    return this.booted.people[as].ask<T>(query, variables);
  }

  online(user: TestUser): Promise<void> {
    return this.booted.people[user].online();
  }

  offline(user: TestUser): Promise<void> {
    return this.booted.people[user].close();
  }

  customer(name: string): TestCustomer {
    const { line, phones } = this;
    if (!line) {
      const inShape = (message: string | Record<string, unknown>) =>
        typeof message === 'string' ? { type: 'text', text: message } : message;
      return { writes: (message) => phones.writes(name, inShape(message)), heard: () => phones.heard(name) };
    }
    const to = addressOf(name).value;
    return {
      writes: (message) => {
        const part: Partial<InboundMessage> = typeof message === 'string' ? { text: message } : message;
        return line.writes(this.inbox.webhookUrl, this.clock.now(), name, part);
      },
      heard: async () =>
        line.sent
          .filter((message) => message.to.value === to)
          .map(({ kind, text, content }) => ({
            kind,
            ...(text === undefined ? {} : { text }),
            ...(content === undefined ? {} : { content }),
          })),
    };
  }

  sent(): readonly OutboundMessage[] {
    if (!this.line) throw new Error('With the simulator look at what a customer heard: await server.customer(name).heard()');
    return this.line.sent;
  }

  async events(): Promise<TestEvent[]> {
    const { events } = this.app.kernel;
    const all = await events.after(this.organizationId, 0, MOST_EVENTS);
    const types = [...new Set(all.map(({ type }) => type))];
    const carried = await events.ofTypes(this.organizationId, types, 0, await events.latest(this.organizationId), MOST_EVENTS);
    return carried.map(({ type, nodeId, at, data }) => ({ type, nodeId, at, data }));
  }

  plugin(id: string): PluginStatus {
    const status = this.app.host.statuses().find((one) => one.id === id);
    if (!status) throw new Error(`There is no plugin ${id} on this server.`);
    return status;
  }

  async settled(): Promise<void> {
    await this.app.rooms.settled();
    if (this.line) return;
    await this.phones.settle();
    await this.app.rooms.settled();
  }

  async restart(): Promise<void> {
    const path = new URL(this.inbox.webhookUrl).pathname;
    await this.booted.again();
    this.inbox = { ...this.inbox, webhookUrl: this.url + path };
  }

  stop(): Promise<void> {
    return this.booted.stop();
  }
}
