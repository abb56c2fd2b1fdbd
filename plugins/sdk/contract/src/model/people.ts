import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Actor, Node } from './node';
import { DateTime } from './scalars';

/**
 * How available an agent is now. Only ONLINE is routed to.
 *
 * @example
 * ```ts
 * const mayReceive = status === PresenceStatus.ONLINE;
 * ```
 */
export enum PresenceStatus {
  ONLINE = 'ONLINE',
  BUSY = 'BUSY',
  AWAY = 'AWAY',
  OFFLINE = 'OFFLINE',
}
registerEnumType(PresenceStatus, { name: 'PresenceStatus', description: 'How available an agent is now. Only ONLINE is routed to.' });

/**
 * What an agent may choose; Away and Offline are the system's.
 *
 * @example
 * ```graphql
 * mutation Busy { presenceSet(input: { status: BUSY }) { errors { code message } } }
 * ```
 */
export enum PresenceChoice {
  ONLINE = 'ONLINE',
  BUSY = 'BUSY',
}
registerEnumType(PresenceChoice, {
  name: 'PresenceChoice',
  description: 'What an agent may choose: Away and Offline are set by the system.',
});

/**
 * The account. Never the same as presence.
 *
 * @example
 * ```graphql
 * query Active { agents(state: ACTIVE) { id name } }
 * ```
 */
export enum AgentState {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
}
registerEnumType(AgentState, { name: 'AgentState', description: 'The account. Never the same as presence.' });

/**
 * What an organization may set. Seconds; 0 switches a thing off where that makes sense.
 *
 * @example
 * ```graphql
 * query Settings { viewer { organization { settings { idleSeconds graceSeconds } } } }
 * ```
 */
@ObjectType({ description: 'Seconds; 0 switches a thing off where that makes sense.' })
export class OrganizationSettings {
  @Field(() => Int) idleSeconds: number;
  @Field(() => Int) idleCountdownSeconds: number;
  @Field(() => Int) graceSeconds: number;
  @Field(() => Int) heartbeatSeconds: number;
  @Field(() => Int) pendingSoonSeconds: number;
  @Field(() => Int) pendingLateSeconds: number;
}

/**
 * The tenant.
 *
 * @example
 * ```graphql
 * query Mine { viewer { organization { id account name } } }
 * ```
 */
@ObjectType({ implements: Node, description: 'The tenant.' })
export class Organization implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'The 6-digit code that people type at sign-in.' }) account: string;
  @Field(() => String) name: string;
  @Field(() => OrganizationSettings) settings: OrganizationSettings;
}

/**
 * A named set of permissions.
 *
 * @example
 * ```graphql
 * query Roles { roles { id key name permissions builtIn } }
 * ```
 */
@ObjectType({ implements: Node, description: 'A named set of permissions.' })
export class Role implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'Stable word: admin, supervisor, service, sales, inbox_manager.' }) key: string;
  @Field(() => String) name: string;
  @Field(() => [String]) permissions: string[];
  @Field(() => Boolean) builtIn: boolean;
}

/**
 * Every agent is in one; it carries a role.
 *
 * @example
 * ```graphql
 * query Teams { teams { id name } }
 * ```
 */
@ObjectType({ implements: Node, description: 'Every agent is in one; it carries a role.' })
export class Team implements Node {
  @Field(() => ID) id: string;
  @Field(() => String) name: string;
}

/**
 * How available an agent is now, since when, and who said so.
 *
 * @example
 * ```graphql
 * fragment Availability on Agent { presence { status source since connected } }
 * ```
 */
@ObjectType()
export class Presence {
  @Field(() => PresenceStatus) status: PresenceStatus;
  @Field(() => String, { description: 'Who set it: agent, idle, login, connection, system.' }) source: string;
  @Field(() => DateTime) since: number;
  @Field(() => Boolean, { description: 'Is a workbench of theirs connected.' }) connected: boolean;
}

/**
 * A place where somebody is signed in.
 *
 * @example
 * ```graphql
 * fragment Places on Agent { sessions { id app createdAt lastSeenAt userAgent } }
 * ```
 */
@ObjectType({ implements: Node, description: 'A place where somebody is signed in.' })
export class Session implements Node {
  @Field(() => ID) id: string;
  @Field(() => DateTime) createdAt: number;
  @Field(() => DateTime) lastSeenAt: number;
  @Field(() => String) app: string;
  @Field(() => String, { nullable: true }) userAgent?: string | null;
}

/**
 * A person who signs in.
 *
 * @example
 * ```graphql
 * query Agents { agents { id name state load capacity presence { status } } }
 * ```
 */
@ObjectType({ implements: [Node, Actor], description: 'A person who signs in.' })
export class Agent implements Node, Actor {
  @Field(() => ID) id: string;
  @Field(() => String) name: string;
  @Field(() => AgentState) state: AgentState;
  @Field(() => Int, { description: 'How many conversations at once are routed to them; 0: none.' }) capacity: number;
  @Field(() => Int, { description: 'How many they hold now.' }) load: number;
  @Field(() => Boolean, { description: "Customers' numbers are masked for them." }) hidePhone: boolean;
  @Field(() => DateTime) createdAt: number;
}
