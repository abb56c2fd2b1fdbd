import { execute, Kind, visit, type DocumentNode, type ExecutionResult, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ApiContext } from '../api/context';
import type { Nodes } from '../api/nodes';
import type { SignedInContext } from '../api/context';
import type { Kernel } from '../kernel';
import { Loaders } from '../lib/loaders';
import { feedSubscribers, feedFrames } from '../lib/metrics';
import { viewerClass, type Viewer } from '../people/viewer';
import { isAudience } from './audience';
import { seqOf } from './cursor';
import type { LoggedEvent } from './event-log';
import { toSource } from './event.resolver';

/** What a socket asked for. */
export interface FeedRequest {
  /** The operation's id on its socket. */
  id: string;
  socket: WebSocket;
  tcp: Socket;
  viewer: Viewer;
  document: DocumentNode;
  query: string;
  variables: Record<string, unknown>;
  context: ApiContext;
}

interface Subscriber extends FeedRequest {
  head: string;
  /** The last sequence that it has been given, or that was not for it. */
  position: number;
  live: boolean;
  ended: boolean;
  /** Query and variables, in a word. */
  key: string;
  sharing: Sharing;
}

/** Who may share an execution of a document: everybody of a class of viewers, those of them with the same inboxes, or nobody. */
type Sharing = 'class' | 'inboxes' | 'nobody';

/** What several readers are told alike. */
interface Told {
  readers: readonly Subscriber[];
  body: string;
}

/** Unsent bytes above which a reader is told to come back later. */
const MAX_BUFFERED = 4_000_000;
export const TOO_SLOW = 4408;
const REPLAY_PAGE = 200;
/** Fields whose answer depends on who asks in more ways than anybody could name: documents with one are not shared. */
const PER_VIEWER = new Set(['conversations', 'continues', 'sessions']);
/** Fields whose answer depends on the inboxes of who asks: documents with one are shared by those who have the same. */
const PER_INBOX = new Set(['viewerCan']);

/**
 * The log on the way to the screens. One execution per (event, document, variables, viewer class), its bytes go to every socket of
 * the class, the frames of a group in one write: one execution per subscriber collapses at 200 messages a second for 100 agents.
 * Where an answer differs for somebody of the class, resolvers say so in the context's `differs`, and they get one of their own.
 * A new subscriber first replays the log from its cursor and turns live at the point where nothing is missing and nothing doubles.
 */
export class Feed {
  private readonly subscribers = new Map<string, Set<Subscriber>>();
  private readonly queues = new Map<string, LoggedEvent[]>();
  private readonly busy = new Set<string>();
  private readonly stopListening: () => void;

  constructor(
    private readonly kernel: Kernel,
    private readonly schema: GraphQLSchema,
    private readonly nodes: Nodes,
    /** Names of fields that plugins resolve: what they answer may depend on who asks. */
    private readonly ofPlugins: ReadonlySet<string> = new Set(),
  ) {
    this.stopListening = kernel.events.listen((events) => this.queue(events));
  }

  /** Opens a subscription; the iterator only ends, frames go straight to the socket. */
  open(request: FeedRequest): AsyncIterableIterator<never> {
    const { after, keyVariables } = cursorOf(request);
    const subscriber: Subscriber = {
      ...request,
      head: `{"id":${JSON.stringify(request.id)},"type":"next","payload":`,
      position: 0,
      live: false,
      ended: false,
      key: `${request.query}\0${JSON.stringify(keyVariables)}`,
      sharing: this.sharing(request.document),
    };
    const own = this.subscribers.get(request.viewer.orgId) ?? new Set<Subscriber>();
    own.add(subscriber);
    this.subscribers.set(request.viewer.orgId, own);
    feedSubscribers.inc();
    let finish: (() => void) | undefined;
    const close = () => {
      if (subscriber.ended) return;
      subscriber.ended = true;
      own.delete(subscriber);
      feedSubscribers.dec();
      finish?.();
    };
    void this.replay(subscriber, after).catch((error: unknown) => {
      this.kernel.log.error({ err: error }, 'a subscription could not be replayed');
      subscriber.socket.close(TOO_SLOW, 'resume from your cursor');
      close();
    });
    const iterator: AsyncIterableIterator<never> = {
      [Symbol.asyncIterator]: () => iterator,
      next: () =>
        new Promise((resolve) => {
          finish = () => resolve({ done: true, value: undefined });
          if (subscriber.ended) finish();
        }),
      return: async () => {
        close();
        return { done: true, value: undefined };
      },
    };
    return iterator;
  }

  /** Somebody's rights changed: what their sockets get from now on follows the new ones. */
  renew(sessionId: string, viewer: Viewer): void {
    for (const subscriber of this.subscribers.get(viewer.orgId) ?? [])
      if (subscriber.viewer.sessionId === sessionId) subscriber.viewer = viewer;
  }

  stop(): void {
    this.stopListening();
  }

  private async replay(subscriber: Subscriber, after: number | null): Promise<void> {
    const { orgId } = subscriber.viewer;
    const log = this.kernel.events;
    const latest = await log.latest(orgId);
    subscriber.position = after === null ? latest : Math.min(after, latest);
    while (!subscriber.ended) {
      const page = await log.after(orgId, subscriber.position, REPLAY_PAGE);
      if (page.length > 0) {
        await this.deliver(orgId, page, [subscriber]);
        await drained(subscriber);
      }
      // between this check and `live` nothing else runs: what was told in the meantime is read by the next round
      if (page.length < REPLAY_PAGE && log.toldTo(orgId) <= subscriber.position) {
        subscriber.live = true;
        return;
      }
    }
  }

  private queue(events: LoggedEvent[]): void {
    const orgId = events[0]?.orgId;
    if (orgId === undefined) return;
    const waiting = this.queues.get(orgId) ?? [];
    waiting.push(...events);
    this.queues.set(orgId, waiting);
    if (!this.busy.has(orgId)) {
      this.busy.add(orgId);
      // the caller's own answer goes out first
      setImmediate(() => void this.drain(orgId));
    }
  }

  private async drain(orgId: string): Promise<void> {
    for (;;) {
      const waiting = this.queues.get(orgId) ?? [];
      const batch = sameKind(waiting);
      if (batch.length === 0) break;
      this.queues.set(orgId, waiting.slice(batch.length));
      const live = [...(this.subscribers.get(orgId) ?? [])].filter((s) => s.live);
      if (live.length > 0)
        await this.deliver(orgId, batch, live).catch((error: unknown) =>
          this.kernel.log.error({ err: error }, 'the feed could not deliver a group'),
        );
    }
    this.busy.delete(orgId);
  }

  private async deliver(orgId: string, events: LoggedEvent[], to: Subscriber[]): Promise<void> {
    const loaders = new Loaders(this.kernel.db);
    for (const event of events) for (const [entity, row] of event.rows ?? []) loaders.prime(entity, row);
    const classes = new Map<string, Subscriber[]>();
    for (const subscriber of to) {
      const key = classOf(subscriber);
      const group = classes.get(key);
      if (group) group.push(subscriber);
      else classes.set(key, [subscriber]);
    }
    const outgoing = new Map(to.map((subscriber): [Subscriber, string[]] => [subscriber, []]));
    const told = await Promise.all([...classes.values()].map((group) => this.render(events, group, loaders)));
    for (const { readers, body } of told.flat(2)) for (const reader of readers) outgoing.get(reader)?.push(body);
    const last = events[events.length - 1]?.seq ?? 0;
    for (const subscriber of to) {
      subscriber.position = Math.max(subscriber.position, last);
      this.send(subscriber, outgoing.get(subscriber) ?? []);
    }
  }

  /** What a class is told of each event: those who may see its node now, and those who may not any more. */
  private render(events: LoggedEvent[], group: Subscriber[], loaders: Loaders): Promise<Told[][]> {
    return Promise.all(
      events.map(async (event) => {
        const told = group.filter((s) => event.seq > s.position && isAudience(event.audience, s.viewer));
        const seen = await this.seen(event, told, loaders);
        const [visible, hidden] = await Promise.all(
          [true, false].map((answer) =>
            this.share(
              event,
              told.filter((_, i) => seen[i] === answer),
              loaders,
            ),
          ),
        );
        return [...(visible ?? []), ...(hidden ?? [])];
      }),
    );
  }

  /** Who of a class may see the event's node now. */
  private async seen(event: LoggedEvent, told: readonly Subscriber[], loaders: Loaders): Promise<boolean[]> {
    const sees = async (s: Subscriber): Promise<boolean> =>
      (await this.nodes.find({ ...s.context, viewer: s.viewer, loaders } as SignedInContext, event.nodeId)) !== null;
    const [first] = told;
    if (!first) return [];
    if (!this.nodes.isAlike(first.viewer, event.nodeId)) return Promise.all(told.map(sees));
    const answer = await sees(first);
    return told.map(() => answer);
  }

  /** Executes an event as seldom as possible: once for all to whom the answer is the same. */
  private async share(event: LoggedEvent, readers: readonly Subscriber[], loaders: Loaders): Promise<Told[]> {
    const told: Told[] = [];
    let rest = readers;
    for (let first = rest[0]; first; first = rest[0]) {
      const differs = new Set<string>();
      const body = JSON.stringify(await this.execute(event, first, loaders, differs));
      const { agentId } = first.viewer;
      const isAlike = ({ viewer }: Subscriber): boolean =>
        viewer.agentId === agentId || !(differs.has(agentId) || differs.has(viewer.agentId));
      told.push({ readers: rest.filter(isAlike), body });
      rest = rest.filter((one) => !isAlike(one));
    }
    return told;
  }

  private async execute(event: LoggedEvent, subscriber: Subscriber, loaders: Loaders, differs: Set<string>): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document: subscriber.document,
      rootValue: toSource(event),
      contextValue: { ...subscriber.context, viewer: subscriber.viewer, loaders, differs },
      variableValues: subscriber.variables,
    });
  }

  private send(subscriber: Subscriber, bodies: string[]): void {
    if (bodies.length === 0 || subscriber.ended) return;
    if (subscriber.socket.bufferedAmount > MAX_BUFFERED) {
      subscriber.socket.close(TOO_SLOW, 'too slow: resume from your cursor');
      return;
    }
    const { tcp } = subscriber;
    tcp.cork();
    for (const body of bodies) subscriber.socket.send(`${subscriber.head}${body}}`);
    process.nextTick(() => tcp.uncork());
    feedFrames.inc(bodies.length);
  }

  private sharing(document: DocumentNode): Sharing {
    let sharing: Sharing = 'class';
    visit(document, {
      Field: ({ name }) => {
        if (PER_VIEWER.has(name.value) || this.ofPlugins.has(name.value)) sharing = 'nobody';
        else if (PER_INBOX.has(name.value) && sharing === 'class') sharing = 'inboxes';
      },
    });
    return sharing;
  }
}

/** The events in front that all carry their rows, or all do not: a row that was carried may be older than what another server has written since. */
const sameKind = (events: LoggedEvent[]): LoggedEvent[] => {
  const end = events.findIndex((event) => !event.rows !== !events[0]?.rows);
  return end < 0 ? events : events.slice(0, end);
};

/** Those of one class ask the same and, but for what `differs`, get the same. */
const classOf = ({ key, sharing, viewer }: Subscriber): string => {
  const who = sharing === 'nobody' ? viewer.agentId : viewerClass(viewer);
  return `${key}\0${who}${sharing === 'inboxes' ? `\0${[...viewer.inboxIds].sort().join(',')}` : ''}`;
};

/** Waits until a replaying reader has taken most of what it was sent. */
const drained = async (subscriber: Subscriber): Promise<void> => {
  while (!subscriber.ended && subscriber.socket.readyState === 1 && subscriber.socket.bufferedAmount > MAX_BUFFERED / 4) {
    await new Promise((resolve) => subscriber.tcp.once('drain', resolve));
  }
};

/** The cursor that an operation names, and its variables without it: two screens at different places still share their executions. */
const cursorOf = ({ document, variables }: FeedRequest): { after: number | null; keyVariables: Record<string, unknown> } => {
  let name: string | undefined;
  let after: unknown = null;
  const operation = document.definitions.find((d): d is OperationDefinitionNode => d.kind === Kind.OPERATION_DEFINITION);
  for (const selection of operation?.selectionSet.selections ?? []) {
    if (selection.kind !== Kind.FIELD) continue;
    for (const argument of selection.arguments ?? []) {
      if (argument.name.value !== 'after') continue;
      if (argument.value.kind === Kind.VARIABLE) after = variables[(name = argument.value.name.value)] ?? null;
      else if (argument.value.kind === Kind.STRING) after = argument.value.value;
    }
  }
  const keyVariables = Object.fromEntries(Object.entries(variables).filter(([key]) => key !== name));
  return { after: typeof after === 'string' && after !== '' ? seqOf(after) : null, keyVariables };
};
