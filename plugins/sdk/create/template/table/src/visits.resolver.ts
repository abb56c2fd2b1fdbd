import { Contact, type PluginContext } from '@parley/plugin';
import { Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Visit } from './visit.entity';

/**
 * What the plugin adds to the API. Everything carries its prefix and every operation says who may call it; fields may be null, so that what
 * fails here takes nothing of the core's answer with it.
 */
@Resolver(() => Contact)
export class VisitsResolver {
  @FieldResolver(() => Int, { nullable: true, description: 'How many conversations this customer has opened.' })
  acmeVisits(@Root() contact: Contact, @Ctx() ctx: PluginContext): Promise<number> {
    return ctx.db.count(Visit, { contactId: contact.id });
  }

  @Authorized('plugins.read')
  @Query(() => Int, { nullable: true, description: 'How many conversations all customers have opened.' })
  acmeVisitCount(@Ctx() ctx: PluginContext): Promise<number> {
    return ctx.db.count(Visit);
  }
}
