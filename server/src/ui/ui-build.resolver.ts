import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Plugin, UiBuild, UserError } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { payload } from '../lib/errors';
import { shown } from './shown';
import type { UiBuildService } from './ui-build.service';

@InputType()
export class UiBuildActivateInput {
  @Field(() => ID) buildId: string;
}

@ObjectType()
export class UiBuildPayload {
  @Field(() => UiBuild, { nullable: true }) build?: UiBuild | null;
  @Field(() => [UserError]) errors: UserError[];
}

/** The builds of the screens, and which of them is active. */
@Resolver(() => UiBuild)
export class UiBuildResolver {
  constructor(private readonly service: UiBuildService) {}

  @Query(() => [UiBuild], { description: 'The builds of the screens, newest first.' })
  @Allow('plugins.read')
  uiBuilds(
    @Arg('remote', () => String, { nullable: true, description: 'workbench, admin, or the id of a plugin.' }) remote?: string | null,
  ): UiBuild[] {
    return this.service.list(remote).map(shown);
  }

  @Mutation(() => UiBuildPayload, {
    description:
      'Makes a build the one that new tabs get; an earlier one: that is rolling back. Only people of the organization that runs the server may.',
  })
  @Allow('plugins.manage')
  uiBuildActivate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => UiBuildActivateInput) { buildId }: UiBuildActivateInput) {
    return payload({ build: null as UiBuild | null }, async () => ({ build: shown(await this.service.activate(viewer, buildId)) }));
  }
}

/** What the screens add to a plugin. */
@Resolver(() => Plugin)
export class PluginBuildsResolver {
  constructor(private readonly service: UiBuildService) {}

  @FieldResolver(() => [UiBuild], { description: 'The builds of its screen, newest first.' })
  builds(@Root() { id }: Plugin): UiBuild[] {
    return this.service.list(id).map(shown);
  }
}
