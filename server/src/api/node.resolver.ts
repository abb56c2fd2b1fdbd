import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '@parley/plugin';
import { ApiError } from '../lib/errors';
import { MAX_PAGE } from '../lib/paging';
import { Allow } from './allow';
import type { SignedInContext } from './context';
import type { Nodes } from './nodes';

@Resolver()
export class NodeResolver {
  constructor(private readonly registry: Nodes) {}

  @Query(() => Node, { nullable: true, description: 'Anything by its id; null when it is absent or not yours to see.' })
  @Allow('signed-in')
  node(@Ctx() ctx: SignedInContext, @Arg('id', () => ID) id: string) {
    return this.registry.find(ctx, id);
  }

  @Query(() => [Node], { nullable: 'items' })
  @Allow('signed-in')
  nodes(@Ctx() ctx: SignedInContext, @Arg('ids', () => [ID]) ids: string[]) {
    if (ids.length > MAX_PAGE) throw new ApiError('BAD_REQUEST', `ids: at most ${MAX_PAGE} at once`);
    return Promise.all(ids.map((id) => this.registry.find(ctx, id)));
  }
}
