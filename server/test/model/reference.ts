/** The model's windows and grace, in ms; the server of the test is set up with the same. */
export const WINDOW_MS = 3_600_000;
export const GRACE_MS = 180_000;

export type Presence = 'ONLINE' | 'BUSY' | 'AWAY' | 'OFFLINE';
export type Receipt = 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
/** A refusal's code; null: done. */
export type Outcome = string | null;

export interface Agent {
  id: string;
  name: string;
  /** What the role allows: a service agent sees, takes and hands over what waits; a sales agent has only their own. */
  role: 'service' | 'sales';
  inboxes: number[];
  active: boolean;
  capacity: number;
  choice: Exclude<Presence, 'OFFLINE'>;
  connected: boolean;
  signedIn: boolean;
  /** When their conversations go back; null: they are connected, or nothing is left to give back. */
  graceEnds: number | null;
}

export interface Sent {
  id: string;
  /** 1 accepted, 2 sent, 3 delivered, 4 read. */
  rank: number;
  failed: boolean;
}

export interface Conversation {
  /** As the server calls it; told when it opens. */
  id: string;
  customer: number;
  inbox: number;
  status: 'QUEUED' | 'ACTIVE' | 'CLOSED';
  assignee: string | null;
  unread: number;
  pendingSince: number | null;
  windowUntil: number;
  messages: number;
  sent: Sent[];
}

const STEPS = ['PENDING', 'ACCEPTED', 'SENT', 'DELIVERED', 'READ'];

/** What the core promises, without a database, a network or a clock of its own: the specification that the server is held against. */
export class Reference {
  /** Oldest first: the order of the queue. */
  readonly conversations: Conversation[] = [];

  constructor(
    public now: number,
    /** By id: the rule of the test gives a conversation to the first who may have it. */
    readonly agents: Agent[],
  ) {}

  presence(agent: Agent): Presence {
    return agent.connected ? agent.choice : 'OFFLINE'; // R030 R033
  }

  held(agent: Agent): number {
    return this.conversations.filter((one) => one.assignee === agent.id && one.status !== 'CLOSED').length;
  }

  sees(agent: Agent, one: Conversation): boolean {
    const waits = one.assignee === null && one.status !== 'CLOSED';
    return one.assignee === agent.id || (agent.role === 'service' && waits && agent.inboxes.includes(one.inbox)); // R123
  }

  deliveryOf({ rank, failed }: Sent): string {
    return failed && rank < 3 ? 'FAILED' : (STEPS[rank] as string); // R069 C26: arrived is arrived
  }

  openOf(customer: number, inbox: number): Conversation | undefined {
    return this.conversations.find((one) => one.customer === customer && one.inbox === inbox && one.status !== 'CLOSED');
  }

  /** R090 R096 I3: one open conversation per customer and inbox; after a close a new one begins. @returns true: it opened one */
  writes(customer: number, inbox: number): boolean {
    const known = this.openOf(customer, inbox);
    const one = known ?? this.open(customer, inbox);
    one.messages++;
    one.unread++;
    one.pendingSince ??= this.now; // R012: the oldest message without an answer
    one.windowUntil = this.now + WINDOW_MS; // R072 R077
    return !known;
  }

  private open(customer: number, inbox: number): Conversation {
    const one: Conversation = {
      id: '',
      customer,
      inbox,
      status: 'QUEUED',
      assignee: null,
      unread: 0,
      pendingSince: null,
      windowUntil: 0,
      messages: 0,
      sent: [],
    };
    this.conversations.push(one);
    return one;
  }

  receipt(sent: Sent, said: Receipt): void {
    if (said === 'FAILED') sent.failed = true;
    else sent.rank = Math.max(sent.rank, STEPS.indexOf(said)); // R064-R067 I8: never backwards
  }

  signIn(agent: Agent): Outcome {
    if (!agent.active) return 'SESSION_INACTIVE'; // R259
    if (agent.signedIn) return 'SESSION_ELSEWHERE'; // R023
    Object.assign(agent, { signedIn: true, choice: 'ONLINE' });
    return null;
  }

  connect(agent: Agent): void {
    Object.assign(agent, { connected: true, graceEnds: null }); // R048 R050
  }

  drop(agent: Agent): void {
    Object.assign(agent, { connected: false, graceEnds: this.now + GRACE_MS }); // R047 R048
  }

  signOut(agent: Agent): void {
    Object.assign(agent, { signedIn: false, connected: false, graceEnds: null });
    this.release(agent); // C11
  }

  deactivate(agent: Agent): void {
    this.signOut(agent); // R256
    agent.active = false;
  }

  /** R034 R035: only these two by hand. */
  choose(agent: Agent, choice: 'ONLINE' | 'BUSY'): void {
    agent.choice = choice;
  }

  idle(agent: Agent): void {
    if (this.presence(agent) === 'ONLINE') agent.choice = 'AWAY'; // R032 R043
  }

  back(agent: Agent): void {
    if (agent.choice === 'AWAY') agent.choice = 'ONLINE'; // R046
  }

  /** R051, after our own outage: nobody is to blame, every grace period counts from the recovery. */
  restart(): void {
    for (const agent of this.agents) if (agent.connected || agent.graceEnds !== null) this.drop(agent);
  }

  claim(agent: Agent, one: Conversation): Outcome {
    if (agent.role === 'sales') return 'FORBIDDEN';
    if (!this.sees(agent, one)) return 'CONVERSATION_NOT_FOUND';
    if (one.assignee === null) Object.assign(one, { assignee: agent.id, status: 'ACTIVE' }); // R122, beyond one's capacity if need be
    return null;
  }

  transfer(agent: Agent, one: Conversation, to: Agent): Outcome {
    if (agent.role === 'sales') return 'FORBIDDEN'; // R124
    if (!this.sees(agent, one)) return 'CONVERSATION_NOT_FOUND';
    if (one.status === 'CLOSED') return 'CONVERSATION_CLOSED'; // R094
    if (one.assignee !== agent.id) return 'CONVERSATION_NOT_YOURS';
    if (!to.active || !to.inboxes.includes(one.inbox)) return 'AGENT_NOT_FOUND'; // R117
    if (this.presence(to) !== 'ONLINE') return 'AGENT_NOT_ONLINE'; // R134
    one.assignee = to.id;
    return null;
  }

  close(agent: Agent, one: Conversation): Outcome {
    if (!this.sees(agent, one)) return 'CONVERSATION_NOT_FOUND';
    if (one.status === 'CLOSED') return null;
    if (one.assignee !== agent.id) return 'CONVERSATION_NOT_YOURS'; // R097
    this.end(one);
    return null;
  }

  markRead(agent: Agent, one: Conversation): Outcome {
    if (!this.sees(agent, one)) return 'CONVERSATION_NOT_FOUND';
    if (one.assignee === agent.id) one.unread = 0;
    return null;
  }

  /** May this be sent? What was sent is noted with {@link sent}. */
  send(agent: Agent, one: Conversation): Outcome {
    if (!this.sees(agent, one)) return 'CONVERSATION_NOT_FOUND';
    if (one.assignee !== agent.id) return 'CONVERSATION_NOT_YOURS';
    if (one.status === 'CLOSED') return 'CONVERSATION_CLOSED'; // R093
    return this.now < one.windowUntil ? null : 'WINDOW_CLOSED'; // R072 R076
  }

  sent(one: Conversation, id: string): void {
    one.messages++;
    Object.assign(one, { unread: 0, pendingSince: null });
    one.sent.push({ id, rank: 1, failed: false }); // R065
  }

  /** The next moment at which something happens by itself; null: there is none. */
  nextDeadline(): number | null {
    const open = this.conversations.filter((one) => one.status !== 'CLOSED').map((one) => one.windowUntil);
    const grace = this.agents.flatMap((agent) => agent.graceEnds ?? []);
    const all = [...open, ...grace].filter((at) => at > this.now);
    return all.length > 0 ? Math.min(...all) : null;
  }

  /** What follows by itself from where we are. */
  settle(): void {
    for (const one of this.conversations) if (one.status !== 'CLOSED' && one.windowUntil <= this.now) this.end(one); // R079
    for (const agent of this.agents)
      if (agent.graceEnds !== null && agent.graceEnds <= this.now) {
        agent.graceEnds = null;
        this.release(agent); // R051
      }
    for (const one of this.conversations) {
      if (one.status !== 'QUEUED') continue; // P16: the oldest first
      const free = this.agents.find(
        (agent) => this.presence(agent) === 'ONLINE' && agent.inboxes.includes(one.inbox) && this.held(agent) < agent.capacity, // R036 R117 I5
      );
      if (free) Object.assign(one, { assignee: free.id, status: 'ACTIVE' });
    }
  }

  private release(agent: Agent): void {
    for (const one of this.conversations)
      if (one.assignee === agent.id && one.status !== 'CLOSED') Object.assign(one, { assignee: null, status: 'QUEUED' });
  }

  private end(one: Conversation): void {
    Object.assign(one, { status: 'CLOSED', unread: 0, pendingSince: null }); // R091: whose it was stays on it
  }
}
