import { Arg, Ctx, Field, FieldResolver, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Agent, AgentState, Presence, PresenceStatus, Role, Session, Team, UserError } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import type { Kernel } from '../kernel';
import { payload } from '../lib/errors';
import { AgentRow } from './agent.entity';
import { AgentCreateInput, AgentIdInput, AgentPasswordSetInput, AgentUpdateInput, TeamCreateInput } from './people.inputs';
import type { PeopleService } from './people.service';
import { RoleRow } from './role.entity';
import type { SessionService } from './session.service';
import { TeamRow } from './team.entity';

@ObjectType()
export class AgentPayload {
  @Field(() => Agent, { nullable: true }) agent?: Agent | null;
  @Field(() => [UserError]) errors: UserError[];
}

@ObjectType()
export class TeamPayload {
  @Field(() => Team, { nullable: true }) team?: Team | null;
  @Field(() => [UserError]) errors: UserError[];
}

const none = { agent: null as AgentRow | null };

@Resolver(() => Agent)
export class AgentResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly people: PeopleService,
    private readonly sessionService: SessionService,
  ) {}

  @Query(() => [Agent])
  @Allow('people.read')
  agents(@Ctx() ctx: SignedInContext, @Arg('state', () => AgentState, { nullable: true }) state?: AgentState) {
    return this.kernel.db.read.find(AgentRow, {
      where: { orgId: ctx.viewer.orgId, ...(state ? { state } : {}) },
      order: { name: 'ASC', id: 'ASC' },
    });
  }

  @Mutation(() => AgentPayload)
  @Allow('people.manage')
  agentCreate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => AgentCreateInput) input: AgentCreateInput) {
    return payload(none, async () => ({ agent: await this.people.createAgent(viewer.orgId, viewer.agentId, input) }));
  }

  @Mutation(() => AgentPayload)
  @Allow('people.manage')
  agentUpdate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => AgentUpdateInput) { agentId, ...patch }: AgentUpdateInput) {
    return payload(none, async () => ({ agent: await this.people.updateAgent(viewer.orgId, viewer.agentId, agentId, patch) }));
  }

  @Mutation(() => AgentPayload)
  @Allow('people.manage')
  agentDeactivate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => AgentIdInput) { agentId }: AgentIdInput) {
    return payload(none, async () => ({ agent: await this.people.setState(viewer.orgId, viewer.agentId, agentId, 'INACTIVE') }));
  }

  @Mutation(() => AgentPayload)
  @Allow('people.manage')
  agentActivate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => AgentIdInput) { agentId }: AgentIdInput) {
    return payload(none, async () => ({ agent: await this.people.setState(viewer.orgId, viewer.agentId, agentId, 'ACTIVE') }));
  }

  @Mutation(() => AgentPayload)
  @Allow('people.manage')
  agentPasswordSet(@Ctx() { viewer }: SignedInContext, @Arg('input', () => AgentPasswordSetInput) input: AgentPasswordSetInput) {
    return payload(none, async () => ({
      agent: await this.people.setPassword(viewer.orgId, viewer.agentId, input.agentId, input.password),
    }));
  }

  @Mutation(() => AgentPayload)
  @Allow('people.manage')
  agentSessionsEnd(@Ctx() { viewer }: SignedInContext, @Arg('input', () => AgentIdInput) { agentId }: AgentIdInput) {
    return payload(none, async () => {
      const agent = await this.people.requireAgent(this.kernel.db.read, viewer.orgId, agentId);
      await this.sessionService.endAll(agent.id, 'ended by an admin');
      return { agent };
    });
  }

  @FieldResolver(() => String, { nullable: true })
  username(@Root() row: AgentRow, @Ctx() ctx: ApiContext): string | null {
    return this.mayRead(row, ctx) ? row.username : null;
  }

  @FieldResolver(() => String, { nullable: true })
  email(@Root() row: AgentRow, @Ctx() ctx: ApiContext): string | null {
    return this.mayRead(row, ctx) ? row.email : null;
  }

  @FieldResolver(() => String, { nullable: true })
  phone(@Root() row: AgentRow, @Ctx() ctx: ApiContext): string | null {
    return this.mayRead(row, ctx) ? row.phone : null;
  }

  @FieldResolver(() => String, { nullable: true })
  notes(@Root() row: AgentRow, @Ctx() ctx: ApiContext): string | null {
    return ctx.viewer?.permissions.has('people.manage') ? row.notes : null;
  }

  @FieldResolver(() => Int)
  load(@Root() row: AgentRow): number {
    return row.held;
  }

  @FieldResolver(() => Team)
  team(@Root() row: AgentRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(TeamRow).load(row.teamId);
  }

  @FieldResolver(() => Role)
  async role(@Root() row: AgentRow, @Ctx() ctx: ApiContext) {
    const roleId = row.roleId ?? (await ctx.loaders.row(TeamRow).load(row.teamId))?.roleId ?? '';
    return ctx.loaders.row(RoleRow).load(roleId);
  }

  @FieldResolver(() => Presence)
  presence(@Root() row: AgentRow): Presence {
    return {
      status: row.presence as PresenceStatus,
      source: row.presenceSource,
      since: row.presenceSince,
      // whoever is connected is shown as what they chose, which is never Offline
      connected: row.presence !== 'OFFLINE',
    };
  }

  @FieldResolver(() => [Session])
  @Allow('people.manage')
  sessions(@Root() row: AgentRow) {
    return this.sessionService.openOf(row.id);
  }

  private mayRead(row: AgentRow, ctx: ApiContext): boolean {
    if (ctx.viewer?.permissions.has('people.manage')) return true;
    ctx.differs?.add(row.id);
    return ctx.viewer?.agentId === row.id;
  }
}

@Resolver(() => Role)
export class RoleResolver {
  @FieldResolver(() => String)
  key(@Root() row: RoleRow): string {
    return row.roleKey;
  }
}

@Resolver(() => Team)
export class TeamResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly people: PeopleService,
  ) {}

  @Query(() => [Team])
  @Allow('people.read')
  teams(@Ctx() ctx: SignedInContext) {
    return this.kernel.db.read.find(TeamRow, { where: { orgId: ctx.viewer.orgId }, order: { name: 'ASC' } });
  }

  @Query(() => [Role])
  @Allow('people.read')
  roles(@Ctx() ctx: SignedInContext) {
    return this.kernel.db.read.find(RoleRow, { where: { orgId: ctx.viewer.orgId }, order: { name: 'ASC' } });
  }

  @Mutation(() => TeamPayload)
  @Allow('people.manage')
  teamCreate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => TeamCreateInput) input: TeamCreateInput) {
    return payload({ team: null as TeamRow | null }, async () => ({
      team: await this.people.createTeam(viewer.orgId, viewer.agentId, input),
    }));
  }

  @FieldResolver(() => Role)
  role(@Root() row: TeamRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(RoleRow).load(row.roleId);
  }

  @FieldResolver(() => Int)
  async agentCount(@Root() row: TeamRow, @Ctx() ctx: ApiContext): Promise<number> {
    return (await ctx.loaders.by(AgentRow, 'teamId').load(row.id)).length;
  }
}
