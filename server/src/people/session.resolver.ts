import { Arg, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Agent, Organization, OrganizationSettings, Session, UserError } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import type { Kernel } from '../kernel';
import { payload } from '../lib/errors';
import { OrganizationRow } from '../organizations/organization.entity';
import type { OrganizationService } from '../organizations/organization.service';
import type { PresenceService } from '../presence/presence.service';
import { AgentRow } from './agent.entity';
import { clearSession, deviceOf, setSession } from './session-http';
import { SessionRow } from './session.entity';
import type { SessionService } from './session.service';
import type { Viewer as ViewerRow } from './viewer';

@ObjectType({ description: 'Who asks.' })
export class Viewer {
  @Field(() => [String]) permissions: string[];
  @Field(() => [String], { description: 'What they may open: workbench, admin.' }) apps: string[];
}

@InputType()
export class SessionCreateInput {
  @Field(() => String, { description: 'The 6-digit organization account.' }) account: string;
  @Field(() => String, { description: 'Username or email.' }) username: string;
  @Field(() => String) password: string;
  @Field(() => String, { nullable: true, description: 'workbench, admin or api; by role unless given.' }) app?: string | null;
  @Field(() => String, { nullable: true, description: "A program's own device secret; browsers have a cookie." }) device?: string | null;
}

@ObjectType()
export class SessionCreatePayload {
  @Field(() => String, { nullable: true }) token?: string | null;
  @Field(() => Viewer, { nullable: true }) viewer?: Viewer | null;
  @Field(() => [UserError]) errors: UserError[];
}

@ObjectType()
export class SessionEndPayload {
  @Field(() => Boolean) ended: boolean;
  @Field(() => [UserError]) errors: UserError[];
}

@Resolver(() => Viewer)
export class SessionResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly sessions: SessionService,
    private readonly presence: PresenceService,
  ) {}

  @Query(() => Viewer, { nullable: true })
  @Allow('public')
  viewer(@Ctx() ctx: ApiContext): ViewerRow | null {
    return ctx.viewer;
  }

  @Mutation(() => SessionCreatePayload)
  @Allow('public')
  sessionCreate(@Ctx() ctx: ApiContext, @Arg('input', () => SessionCreateInput) input: SessionCreateInput) {
    return payload({ token: null as string | null, viewer: null as ViewerRow | null }, async () => {
      const http = ctx.http;
      const device = input.device ?? (http ? deviceOf(http.request, http.response, this.secure) : null);
      const { token, viewer } = await this.sessions.signIn({ ...input, device, ip: ctx.ip, userAgent: ctx.userAgent });
      if (viewer.app === 'workbench' && !(await this.presence.isConnected(viewer.agentId))) await this.presence.signedIn(viewer);
      if (http && viewer.app !== 'api') setSession(http.response, viewer.app, token, this.secure);
      return { token, viewer };
    });
  }

  @Mutation(() => SessionEndPayload)
  @Allow('signed-in')
  sessionEnd(@Ctx() ctx: SignedInContext) {
    return payload({ ended: false }, async () => {
      if (ctx.viewer.app === 'workbench') await this.presence.signedOut(ctx.viewer);
      await this.sessions.end(ctx.viewer.sessionId, 'signed out');
      if (ctx.http) clearSession(ctx.http.response, ctx.viewer.app, this.secure);
      return { ended: true };
    });
  }

  @FieldResolver(() => Agent)
  agent(@Root() viewer: ViewerRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(AgentRow).load(viewer.agentId);
  }

  @FieldResolver(() => Organization)
  organization(@Root() viewer: ViewerRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(OrganizationRow).load(viewer.orgId);
  }

  @FieldResolver(() => [String])
  permissions(@Root() viewer: ViewerRow): string[] {
    return [...viewer.permissions].sort();
  }

  @FieldResolver(() => Session)
  session(@Root() viewer: ViewerRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(SessionRow).load(viewer.sessionId);
  }

  @FieldResolver(() => [String])
  apps(@Root() viewer: ViewerRow): string[] {
    return [...(viewer.permissions.has('workbench.use') ? ['workbench'] : []), ...(viewer.permissions.has('console.use') ? ['admin'] : [])];
  }

  private get secure(): boolean {
    return this.kernel.config.publicUrl.startsWith('https:');
  }
}

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(private readonly organizations: OrganizationService) {}

  @FieldResolver(() => OrganizationSettings)
  settings(@Root() row: OrganizationRow) {
    return this.organizations.settings(row.id);
  }
}
