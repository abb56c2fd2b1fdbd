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
  key: string;
}

/** Unsent bytes above which a reader is told to come back later. */
const MAX_BUFFERED = 4_000_000;
export const TOO_SLOW = 4408;
const REPLAY_PAGE = 200;
/** Fields whose answer depends on who asks beyond what {@link viewerClass} holds: documents with one are not shared. */
const PER_VIEWER = new Set(['viewerCan', 'conversations', 'continues', 'sessions']);

/**
 * The log on the way to the screens. One execution per (event, document, variables, viewer class), its bytes go to every socket of
 * the class, the frames of a group in one write: one execution per subscriber collapses at 200 messages a second for 100 agents.
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
      key: `${request.query}\0${JSON.stringify(keyVariables)}\0${this.perViewer(request.document)}`,
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
        log.beginAt(orgId, subscriber.position);
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
      const batch = this.queues.get(orgId) ?? [];
      if (batch.length === 0) break;
      this.queues.set(orgId, []);
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
      const key = `${subscriber.key}\0${subscriber.key.endsWith('\0true') ? subscriber.viewer.agentId : viewerClass(subscriber.viewer)}`;
      const group = classes.get(key);
      if (group) group.push(subscriber);
      else classes.set(key, [subscriber]);
    }
    const outgoing = new Map<Subscriber, string[]>();
    const bodies = await Promise.all([...classes.values()].map((group) => this.render(events, group, loaders)));
    for (const perEvent of bodies)
      for (const { subscriber, body } of perEvent) outgoing.set(subscriber, [...(outgoing.get(subscriber) ?? []), body]);
    const last = events[events.length - 1]?.seq ?? 0;
    for (const subscriber of to) {
      subscriber.position = Math.max(subscriber.position, last);
      this.send(subscriber, outgoing.get(subscriber) ?? []);
    }
  }

  /** Executes each event at most twice for a class: for those who may see its node now, and for those who may not any more. */
  private async render(events: LoggedEvent[], group: Subscriber[], loaders: Loaders): Promise<{ subscriber: Subscriber; body: string }[]> {
    const out = await Promise.all(
      events.map(async (event) => {
        const told = group.filter((s) => event.seq > s.position && isAudience(event.audience, s.viewer));
        if (told.length === 0) return [];
        const seen = await Promise.all(
          told.map(
            async (s) => (await this.nodes.find({ ...s.context, viewer: s.viewer, loaders } as SignedInContext, event.nodeId)) !== null,
          ),
        );
        const half = async (visible: boolean) => {
          const readers = told.filter((_, i) => seen[i] === visible);
          const first = readers[0];
          if (!first) return [];
          const body = JSON.stringify(await this.execute(event, first, loaders));
          return readers.map((subscriber) => ({ subscriber, body }));
        };
        return [...(await half(true)), ...(await half(false))];
      }),
    );
    return out.flat();
  }

  private async execute(event: LoggedEvent, subscriber: Subscriber, loaders: Loaders): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document: subscriber.document,
      rootValue: toSource(event),
      contextValue: { ...subscriber.context, viewer: subscriber.viewer, loaders },
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

  private perViewer(document: DocumentNode): boolean {
    let found = false;
    visit(document, {
      Field: ({ name }) => {
        if (PER_VIEWER.has(name.value) || this.ofPlugins.has(name.value)) found = true;
      },
    });
    return found;
  }
}

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
