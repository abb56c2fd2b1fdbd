import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Event, Node } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import type { Nodes } from '../api/nodes';
import { ApiError } from '../lib/errors';
import { connectionOf, pageSize, toConnection } from '../lib/paging';
import { isAudience } from './audience';
import { eventId, seqOf } from './cursor';
import type { EventLog, LoggedEvent } from './event-log';

const { Connection: EventConnection } = connectionOf('Event', Event as unknown as new () => Event);

/** An event as the API sees it. */
export interface EventSource {
  id: string;
  type: string;
  occurredAt: number;
  nodeId: string;
}

export const toSource = (event: LoggedEvent): EventSource => ({
  id: eventId(event.seq),
  type: event.type,
  occurredAt: event.at,
  nodeId: event.nodeId,
});

@Resolver(() => Event)
export class EventResolver {
  constructor(
    private readonly log: EventLog,
    private readonly nodes: Nodes,
  ) {}

  @Query(() => EventConnection, { description: 'The same log that the subscription reads, page by page.' })
  @Allow('events.read')
  async events(
    @Ctx() { viewer }: SignedInContext,
    @Arg('after', () => ID) after: string,
    @Arg('first', () => Int, { nullable: true }) first?: number,
  ) {
    const size = pageSize(first);
    const found: LoggedEvent[] = [];
    let seq = seqOf(after);
    while (found.length <= size) {
      const page = await this.log.after(viewer.orgId, seq, 500);
      found.push(...page.filter((event) => isAudience(event.audience, viewer)));
      const end = page[page.length - 1];
      if (!end || page.length < 500) break;
      seq = end.seq;
    }
    return toConnection(found.slice(0, size + 1).map(toSource), size, (event) => event.id);
  }

  @Query(() => ID, { description: 'Where a screen starts to tail from; read it before the lists.' })
  @Allow('events.read')
  async latestEventId(@Ctx() { viewer }: SignedInContext): Promise<string> {
    return eventId(await this.log.latest(viewer.orgId));
  }

  @Subscription(() => Event, {
    name: 'events',
    description: 'What happens, as it happens. With `after` it first replays what was missed; nothing is skipped, nothing comes twice.',
    // the feed answers before this is reached: see events/feed.ts
    subscribe: () => {
      throw new ApiError('BAD_REQUEST', 'Subscribe on the socket (graphql-transport-ws).');
    },
  })
  @Allow('events.read')
  eventsTail(@Root() source: EventSource, @Arg('after', () => ID, { nullable: true }) _after?: string): EventSource {
    return source;
  }

  @FieldResolver(() => Node, { nullable: true })
  node(@Root() source: EventSource, @Ctx() ctx: ApiContext) {
    return this.nodes.find(ctx as SignedInContext, source.nodeId);
  }
}
