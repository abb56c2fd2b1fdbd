import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { DeadLetter, UserError } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { payload, refuse } from '../lib/errors';
import { connectionOf, decodeCursor, encodeCursor, pageSize, toConnection } from '../lib/paging';
import type { DeadLetterService } from './dead-letter.service';

export const { Connection: DeadLetterConnection } = connectionOf('DeadLetter', DeadLetter);

@InputType()
export class DeadLetterReplayInput {
  @Field(() => [ID], { nullable: true }) ids?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'All that are open.' }) all?: boolean | null;
}

@ObjectType()
export class DeadLetterPayload {
  @Field(() => Int, { description: 'How many are applied now.' }) replayed: number;
  @Field(() => Int, { description: 'How many are still open.' }) remaining: number;
  @Field(() => [UserError]) errors: UserError[];
}

const MOST = 1_000;

@Resolver(() => DeadLetter)
export class DeadLetterResolver {
  constructor(private readonly letters: DeadLetterService) {}

  @Query(() => DeadLetterConnection, { description: 'What could not be applied and is still open, newest first.' })
  @Allow('intake.manage')
  async deadLetters(
    @Ctx() { viewer }: SignedInContext,
    @Arg('kind', () => String, { nullable: true }) kind?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ) {
    const size = pageSize(first);
    const before = after ? String(decodeCursor(after, 1)[0]) : null;
    const rows = await this.letters.list(viewer.orgId, kind ?? null, before, size + 1);
    return toConnection(rows, size, (row) => encodeCursor([row.id]), before !== null);
  }

  @Mutation(() => DeadLetterPayload, { description: 'Tries again. What still fails stays, with its new reason.' })
  @Allow('intake.manage')
  deadLetterReplay(@Ctx() { viewer }: SignedInContext, @Arg('input', () => DeadLetterReplayInput) { ids, all }: DeadLetterReplayInput) {
    return payload({ replayed: 0, remaining: 0 }, async () => {
      if (!ids?.length && all !== true) throw refuse('REPLAY_NOTHING', 'Name the dead letters in ids, or write all: true.', ['ids']);
      if ((ids?.length ?? 0) > MOST) throw refuse('REPLAY_TOO_MANY', `At most ${MOST} at once.`, ['ids']);
      return this.letters.replay(viewer.orgId, all === true ? undefined : (ids ?? []));
    });
  }
}
