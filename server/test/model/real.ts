import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../support/client';
import { startTestApp, type TestApp } from '../support/app';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { WINDOW_MS, type Agent, type Outcome, type Reference } from './reference';

interface Row {
  id: string;
  status: string;
  assignee: { id: string } | null;
  unreadCount: number;
  pendingSince: number | string | null;
  messageCount: number;
  inbox: { id: string };
  contact: { id: string; name: string };
}
interface Payload {
  errors: { code: string }[];
}

const CONVERSATION = 'id status assignee { id } unreadCount pendingSince messageCount inbox { id } contact { id name }';
const TEAM = [
  { name: 'ana', role: 'service', inboxes: [0, 1], capacity: 2 },
  { name: 'ben', role: 'service', inboxes: [0], capacity: 1 },
  { name: 'sam', role: 'sales', inboxes: [0, 1], capacity: 1 },
] as const;

/** A whole server, with what the model needs to act on it and to look at it as its users do. */
export class Real {
  /** What the provider sent last, to be sent once more. */
  last: { line: Line; events: unknown } | null = null;
  private readonly programs = new Map<string, Client>();

  private constructor(
    readonly app: TestApp,
    private readonly admin: Client,
    readonly lines: readonly Line[],
    readonly agents: Agent[],
  ) {}

  static async open(): Promise<Real> {
    const app = await startTestApp({ plugins: [linePlugin(newScript(), { serviceWindowMs: WINDOW_MS })] });
    const agents: Agent[] = [];
    for (const { name, role, inboxes, capacity } of TEAM) {
      const id = await app.agent(name, { role, capacity });
      const off = { active: true, choice: 'ONLINE', connected: false, signedIn: false, graceEnds: null } as const;
      agents.push({ id, name, role, inboxes: [...inboxes], capacity, ...off });
    }
    const admin = await app.signIn('admin');
    const lines: Line[] = [];
    for (const inbox of [0, 1]) {
      const members = agents.filter((agent) => agent.inboxes.includes(inbox)).map(({ id }) => id);
      lines.push(await openLine(app, admin, members, `line-${inbox}`));
    }
    return new Real(
      app,
      admin,
      lines,
      agents.sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  }

  async post(line: Line, events: unknown): Promise<void> {
    this.last = { line, events };
    expect(await line.post(events)).toBe(200);
  }

  async signIn(agent: Agent): Promise<Outcome> {
    const client = this.app.client();
    const { token, errors } = await client.trySignIn('424242', agent.name, 'correct horse battery');
    if (token) this.programs.set(agent.id, client);
    return errors[0]?.code ?? null;
  }

  program(agent: Agent): Client {
    const client = this.programs.get(agent.id);
    if (!client) throw new Error(`${agent.name} is not signed in`);
    return client;
  }

  /** The connection is gone, and the server has noticed. */
  async drop(agent: Agent): Promise<void> {
    await this.program(agent).disconnect();
    await this.noticed(agent);
  }

  /** A socket's end is noticed a moment later than the call that ended it. */
  async noticed({ id }: Agent): Promise<void> {
    for (;;) {
      const { node } = await this.admin.ask('query($id: ID!) { node(id: $id) { ... on Agent { presence { status source } } } }', { id });
      if (node.presence.status === 'OFFLINE' && node.presence.source === 'connection') return;
      await pause(2);
    }
  }

  async signOut(agent: Agent): Promise<void> {
    await this.program(agent).ask('mutation { sessionEnd { ended } }');
    await this.program(agent).close();
    this.programs.delete(agent.id);
  }

  /** A mutation of an agent's. @returns the code of its refusal */
  async act(agent: Agent, verb: string, type: string, input: Record<string, unknown>): Promise<Outcome> {
    const answer = await this.program(agent).raw<Record<string, Payload>>(
      `mutation($input: ${type}!) { ${verb}(input: $input) { errors { code } } }`,
      { input },
    );
    return answer.errors?.[0]?.extensions.code ?? answer.data?.[verb]?.errors[0]?.code ?? null;
  }

  /** What an admin does to an account. */
  async manage(verb: string, type: string, input: Record<string, unknown>): Promise<void> {
    const answer = await this.admin.ask<Record<string, Payload>>(
      `mutation($input: ${type}!) { ${verb}(input: $input) { errors { code } } }`,
      { input },
    );
    expect(answer[verb]?.errors).toEqual([]);
  }

  /** The last message of a conversation, which somebody has just sent. */
  async lastMessage(id: string): Promise<string> {
    const { node } = await this.admin.ask('query($id: ID!) { node(id: $id) { ... on Conversation { lastMessage { id } } } }', { id });
    return node.lastMessage.id;
  }

  /** The server is away for so long. */
  async restart(awayMs: number): Promise<void> {
    await this.app.restart(awayMs);
  }

  async settle(): Promise<void> {
    const { rooms } = this.app.app;
    await rooms.conversations.closeEnded();
    await rooms.settled();
  }

  private async list(client: Client): Promise<Row[]> {
    return (await client.ask(`{ conversations(first: 100) { nodes { ${CONVERSATION} } } }`)).conversations.nodes;
  }

  /** Gives a conversation that the model has just opened the id that the server gave it. */
  async learn(model: Reference): Promise<void> {
    const known = new Set(model.conversations.map(({ id }) => id));
    const fresh = (await this.list(this.admin)).filter(({ id }) => !known.has(id));
    const opened = model.conversations.filter(({ id }) => id === '');
    expect(fresh).toHaveLength(opened.length);
    opened.forEach((one, at) => (one.id = fresh[at]?.id ?? ''));
  }

  /** Everything that the model knows must be what the server shows. */
  async compare(model: Reference): Promise<void> {
    const rows = await this.list(this.admin);
    const seen = rows.map((row) => ({
      id: row.id,
      status: row.status,
      assignee: row.assignee?.id ?? null,
      unread: row.unreadCount,
      pendingSince: row.pendingSince === null ? null : new Date(row.pendingSince).getTime(),
      messages: row.messageCount,
      inbox: row.inbox.id,
      customer: row.contact.name,
    }));
    const wanted = model.conversations.map((one) => ({
      id: one.id,
      status: one.status,
      assignee: one.assignee,
      unread: one.unread,
      pendingSince: one.pendingSince,
      messages: one.messages,
      inbox: this.lines[one.inbox]?.inboxId,
      customer: `Customer ${phone(one.customer)}`,
    }));
    expect(byId(seen)).toEqual(byId(wanted));
    for (const agent of model.agents) await this.compareAgent(model, agent);
    const sent = model.conversations.flatMap((one) => one.sent);
    for (const one of sent) {
      const { node } = await this.admin.ask('query($id: ID!) { node(id: $id) { ... on Message { delivery { status } } } }', { id: one.id });
      expect(node.delivery.status).toBe(model.deliveryOf(one));
    }
    const log = (await this.app.app.kernel.db.read.query('select count(*) as entries, max(seq) as last from event')) as Log[];
    expect(Number(log[0]?.last)).toBe(Number(log[0]?.entries)); // I9
  }

  private async compareAgent(model: Reference, agent: Agent): Promise<void> {
    const { node } = await this.admin.ask(
      'query($id: ID!) { node(id: $id) { ... on Agent { name load capacity state presence { status connected } } } }',
      { id: agent.id },
    );
    expect(node).toMatchObject({
      load: model.held(agent),
      capacity: agent.capacity,
      state: agent.active ? 'ACTIVE' : 'INACTIVE',
      presence: { status: model.presence(agent), connected: agent.connected },
    });
    if (!agent.signedIn) return;
    const visible = (await this.list(this.program(agent))).map(({ id }) => id);
    expect({ [agent.name]: visible.sort() }).toEqual({
      [agent.name]: model.conversations
        .filter((one) => model.sees(agent, one))
        .map(({ id }) => id)
        .sort(),
    });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

interface Log {
  entries: number | string;
  last: number | string;
}

const byId = <T extends { id: string }>(rows: T[]): T[] => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The number of a customer. */
export const phone = (customer: number): string => `49100000${customer}`;
