import { pause, type Chance } from './chance';
import type { Journal, Seen } from './journal';
import { Refusal, type Program, type TailEvent } from './program';
import { ACCOUNT, GRACE_SECONDS, PASSWORD, type World } from './world';

const SELECTION = `id type nodeId node { __typename id
  ... on Message { direction text delivery { status uncertain } conversation { id status assignee { id } } }
  ... on Conversation { status assignee { id } } }`;

const seqOf = (id: string): number => Number(id.slice('evt_'.length));

/** Reads the log through thick and thin: every connection goes on from where the last one ended. */
export class Reader {
  readonly seen: Seen;
  private cursor: string | null = null;
  /** Does not come back before, epoch ms. */
  protected awayUntil = 0;

  constructor(
    who: string,
    journal: Journal,
    protected readonly program: Program,
    protected readonly over: () => boolean,
  ) {
    this.seen = { who, ids: [], deliveries: new Map() };
    journal.seen.push(this.seen);
  }

  /** Tails from a cursor until the run is over. */
  async read(from: string): Promise<void> {
    this.cursor = from;
    while (!this.over()) {
      const { code } = await this.program.tail(this.cursor, SELECTION, (event) => this.heard(event));
      if (code === 4403 || code === 4401) await this.signIn();
      do await pause(100);
      while (!this.over() && Date.now() < this.awayUntil);
    }
  }

  async signIn(): Promise<void> {
    await this.program.signIn(ACCOUNT, 'admin', PASSWORD, 'api');
  }

  /** Ends what it reads now. */
  stop(): void {
    this.program.cut();
  }

  protected heard(event: TailEvent): void {
    this.cursor = event.id;
    this.seen.ids.push(seqOf(event.id));
    const { node } = event;
    if (node?.__typename === 'Message' && node.direction === 'OUT' && node.id && node.delivery) {
      const states = this.seen.deliveries.get(node.id) ?? [];
      states.push(node.delivery.status);
      this.seen.deliveries.set(node.id, states);
    }
  }
}

/** An agent with a workbench: answers what customers write, closes now and then, loses the line. */
export class Agent extends Reader {
  private n = 0;
  private readonly busy = new Set<Promise<void>>();

  constructor(
    private readonly world: World,
    private readonly journal: Journal,
    private readonly chance: Chance,
    private readonly self: { id: string; username: string },
    /** The flood is over: what still comes is only read. */
    private readonly quiet: () => boolean,
  ) {
    super(self.username, journal, world.program(), () => world.over);
  }

  override async signIn(): Promise<void> {
    await this.program.signIn(ACCOUNT, this.self.username, PASSWORD, 'workbench');
  }

  /** Loses the line every now and then, sometimes for longer than the grace period. */
  async flap(): Promise<void> {
    while (!this.quiet()) {
      await pause(this.chance.int(2_000, 12_000));
      if (this.quiet()) break;
      if (this.chance.percent(15)) this.awayUntil = Date.now() + this.chance.int(GRACE_SECONDS - 3, GRACE_SECONDS + 8) * 1_000;
      this.program.cut();
    }
  }

  /** Back at work, whatever the line does. */
  return(): void {
    this.awayUntil = 0;
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.all(this.busy);
  }

  protected override heard(event: TailEvent): void {
    super.heard(event);
    const { node } = event;
    if (this.quiet() || event.type !== 'message.received' || node?.conversation?.assignee?.id !== this.self.id) return;
    const { conversation } = node;
    const work: Promise<void> = this.answer(conversation.id, node.text ?? '').finally(() => this.busy.delete(work));
    this.busy.add(work);
  }

  private async answer(conversationId: string, text: string): Promise<void> {
    if (this.chance.percent(40)) return;
    const key = `${this.self.username}-${++this.n}`;
    const reply = {
      agent: this.self.id,
      key,
      conversationId,
      text: `to "${text}" (${key})`,
      messageId: null as string | null,
      refused: null as string | null,
    };
    this.journal.replies.push(reply);
    try {
      const { messageSend } = await this.program.ask(
        'mutation($input: MessageSendInput!) { messageSend(input: $input) { messages { id } errors { message } } }',
        { input: { conversationId, clientMutationKey: key, text: reply.text } },
      );
      reply.messageId = messageSend.messages?.[0]?.id ?? null;
      reply.refused = messageSend.errors[0]?.message ?? null;
      if (this.chance.percent(12)) {
        const { conversationClose } = await this.program.ask(
          'mutation($input: ConversationIdInput!) { conversationClose(input: $input) { conversation { status } errors { message } } }',
          { input: { conversationId } },
        );
        if (conversationClose.conversation?.status === 'CLOSED') this.journal.closed.add(conversationId);
      }
    } catch (error) {
      if (!(error instanceof Refusal) && !this.world.over) throw error;
      reply.refused ??= (error as Error).message;
    }
  }
}
