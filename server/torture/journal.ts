/** What a customer wrote: the provider brings it until it gets a 200. */
export interface Written {
  customerId: string;
  waId: string;
  /** The provider's id. */
  providerId: string;
  text: string;
  /** 1, 2, 3 … of this customer. */
  n: number;
}

/** What the provider did with a message, in the order of all that it did. */
export interface Way {
  /** When it was first posted. */
  posted: number;
  /** When it was first answered with 200; Infinity: not yet. */
  taken: number;
}

/** What an agent sent. */
export interface Reply {
  agent: string;
  key: string;
  conversationId: string;
  text: string;
  /** Set once the server has answered that it has it. */
  messageId: string | null;
  /** The server said no: nothing may have been written. */
  refused: string | null;
}

/** What a socket saw, over all its connections. */
export interface Seen {
  who: string;
  ids: number[];
  /** Delivery states of each of our messages, in the order in which they were seen. */
  deliveries: Map<string, string[]>;
}

/** Everything that the run knows to be true, kept outside of the servers. */
export class Journal {
  readonly written: Written[] = [];
  /** Provider's id → its way. */
  readonly ways = new Map<string, Way>();
  private clock = 0;
  readonly replies: Reply[] = [];
  readonly seen: Seen[] = [];
  /** Conversations that an agent was told to be closed. */
  readonly closed = new Set<string>();

  kills = 0;
  restarts = 0;
  pauses = 0;
  outages = 0;
  readonly crashes = new Map<string, number>();
  readonly startMs: number[] = [];

  /** The provider posted a message, or was told that it is stored. */
  onTheWay(providerId: string, what: 'posted' | 'taken'): void {
    const now = ++this.clock;
    const way = this.ways.get(providerId);
    if (!way) this.ways.set(providerId, { posted: now, taken: Number.POSITIVE_INFINITY });
    else if (what === 'taken') way.taken = Math.min(way.taken, now);
  }
}
