import {
  execute,
  getArgumentValues,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ApiContext } from '../api/context';
import type { Nodes } from '../api/nodes';
import type { SignedInContext } from '../api/context';
import type { Kernel } from '../kernel';
import { ApiError } from '../lib/errors';
import { Loaders } from '../lib/loaders';
import { feedSubscribers, feedFrames } from '../lib/metrics';
import type { ChangedRights } from '../people/rights';
import { viewerClass, type Viewer } from '../people/viewer';
import { isAudience } from './audience';
import { seqOf } from './cursor';
import type { LoggedEvent } from './event-log';
import { toSource } from './event.resolver';
import { Replays, type Replaying } from './replay';
import { RightsGate } from './rights-gate';

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

interface Subscriber extends FeedRequest, Replaying {
  head: string;
  /** Query and variables, in a word. */
  key: string;
  sharing: Sharing;
  /** Ends it, once; with an error, its screen is told. */
  end(error?: GraphQLError): void;
  finish?: (error?: GraphQLError) => void;
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
  private readonly rights: RightsGate;
  private readonly replays: Replays<Subscriber>;
  private readonly stopListening: () => void;

  constructor(
    private readonly kernel: Kernel,
    private readonly schema: GraphQLSchema,
    private readonly nodes: Nodes,
    /** Names of fields that plugins resolve: what they answer may depend on who asks. */
    private readonly ofPlugins: ReadonlySet<string> = new Set(),
  ) {
    this.rights = new RightsGate((changed) => this.onRights(changed));
    this.replays = new Replays(kernel.events, async (orgId, page, to) => {
      this.rights.readAhead(orgId, page);
      try {
        await this.deliver(orgId, page, to);
      } catch (error) {
        this.kernel.log.error({ err: error }, 'a subscription could not be replayed');
        for (const subscriber of to) cutOff(subscriber, 'resume from your cursor');
      }
    });
    this.stopListening = kernel.events.listen((events) => this.queue(events));
  }

  /** Renews the viewers of open sockets; set by the socket. Must not reject: who cannot be renewed is closed. */
  onRights: (changed: ChangedRights) => Promise<void> = async () => undefined;

  /**
   * Opens a subscription; the iterator only ends, frames go straight to the socket.
   *
   * @returns errors when the cursor is not one of this log: the screen has to load anew
   */
  async open(request: FeedRequest): Promise<AsyncIterableIterator<never> | ExecutionResult> {
    const { orgId } = request.viewer;
    let asked: Cursor;
    try {
      asked = cursorOf(this.schema, request);
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
    const subscriber: Subscriber = {
      ...request,
      head: `{"id":${JSON.stringify(request.id)},"type":"next","payload":`,
      position: 0,
      live: false,
      ended: false,
      key: `${request.query}\0${JSON.stringify(asked.keyVariables)}`,
      sharing: this.sharing(request.document),
      end: (error) => {
        if (subscriber.ended) return;
        subscriber.ended = true;
        own.delete(subscriber);
        feedSubscribers.dec();
        subscriber.finish?.(error);
      },
    };
    // before anything is awaited: from here on its rights are renewed with everybody's
    const own = this.subscribers.get(orgId) ?? new Set<Subscriber>();
    own.add(subscriber);
    this.subscribers.set(orgId, own);
    feedSubscribers.inc();
    try {
      const latest = await this.kernel.events.latest(orgId);
      if (asked.after !== null && asked.after > latest)
        throw new ApiError('BAD_REQUEST', 'after: this log has no such event; load anew and go on from latestEventId');
      subscriber.position = asked.after ?? latest;
      this.replays.add(subscriber);
    } catch (error) {
      subscriber.end();
      if (error instanceof ApiError) return { errors: [error] };
      this.kernel.log.warn({ err: error }, 'a subscription could not be opened');
      cutOff(subscriber, 'resume from your cursor');
    }
    const iterator: AsyncIterableIterator<never> = {
      [Symbol.asyncIterator]: () => iterator,
      next: () =>
        new Promise((resolve, reject) => {
          subscriber.finish = (error) => (error ? reject(error) : resolve({ done: true, value: undefined }));
          if (subscriber.ended) subscriber.finish();
        }),
      return: async () => {
        subscriber.end();
        return { done: true, value: undefined };
      },
    };
    return iterator;
  }

  /** Somebody's rights changed: what their sockets get from now on follows the new ones, and ends without any. */
  renew(sessionId: string, viewer: Viewer): void {
    for (const subscriber of this.subscribers.get(viewer.orgId) ?? []) {
      if (subscriber.viewer.sessionId !== sessionId) continue;
      subscriber.viewer = viewer;
      if (!viewer.permissions.has('events.read')) subscriber.end(forbidden());
    }
  }

  stop(): void {
    this.stopListening();
  }

  private queue(events: LoggedEvent[]): void {
    const orgId = events[0]?.orgId;
    if (orgId === undefined) return;
    this.rights.saw(orgId, events);
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
        await this.deliver(orgId, batch, live).catch((error: unknown) => {
          this.kernel.log.error({ err: error }, 'the feed could not deliver a group');
          // what they miss is in the log
          for (const subscriber of live) cutOff(subscriber, 'resume from your cursor');
        });
    }
    this.busy.delete(orgId);
  }

  private async deliver(orgId: string, events: LoggedEvent[], to: Subscriber[]): Promise<void> {
    for (;;) {
      const rights = await this.rights.settled(orgId);
      const outgoing = await this.renderAll(events, to);
      // rights changed while this was written for whoever had the old ones: it is written anew
      if (!this.rights.isStill(orgId, rights)) continue;
      const last = events[events.length - 1]?.seq ?? 0;
      for (const subscriber of to) {
        subscriber.position = Math.max(subscriber.position, last);
        this.send(subscriber, outgoing.get(subscriber) ?? []);
      }
      return;
    }
  }

  private async renderAll(events: LoggedEvent[], to: Subscriber[]): Promise<Map<Subscriber, string[]>> {
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
    return outgoing;
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
    const { tcp, socket } = subscriber;
    tcp.cork();
    for (const body of bodies) {
      if (socket.bufferedAmount > MAX_BUFFERED) {
        cutOff(subscriber, 'too slow: resume from your cursor');
        break;
      }
      socket.send(`${subscriber.head}${body}}`);
      feedFrames.inc();
    }
    process.nextTick(() => tcp.uncork());
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

/** Ends a subscriber's line; what it has not got is in the log, behind its cursor. */
const cutOff = (subscriber: Subscriber, reason: string): void => {
  subscriber.live = false;
  subscriber.socket.close(TOO_SLOW, reason);
  subscriber.end();
};

const forbidden = () => new ApiError('FORBIDDEN', 'Your role does not include this. An admin can change it.');

interface Cursor {
  /** The sequence to go on from; null: from now. */
  after: number | null;
  keyVariables: Record<string, unknown>;
}

/** The cursor that an operation names, and its variables without it: two screens at different places still share their executions. */
const cursorOf = (schema: GraphQLSchema, { document, variables }: FeedRequest): Cursor => {
  const operation = document.definitions.find((d): d is OperationDefinitionNode => d.kind === Kind.OPERATION_DEFINITION);
  const { coerced, errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
  if (errors) throw errors[0];
  const field = operation?.selectionSet.selections.find((s): s is FieldNode => s.kind === Kind.FIELD && s.name.value === 'events');
  const definition = schema.getSubscriptionType()?.getFields().events;
  const after = field && definition ? getArgumentValues(definition, field, coerced).after : null;
  const argument = field?.arguments?.find(({ name }) => name.value === 'after')?.value;
  const name = argument?.kind === Kind.VARIABLE ? argument.name.value : undefined;
  const keyVariables = Object.fromEntries(Object.entries(variables).filter(([key]) => key !== name));
  return { after: typeof after === 'string' && after !== '' ? seqOf(after) : null, keyVariables };
};
