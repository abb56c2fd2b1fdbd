import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Actor, Node } from './node';
import { DateTime } from './scalars';

export enum PresenceStatus {
  ONLINE = 'ONLINE',
  BUSY = 'BUSY',
  AWAY = 'AWAY',
  OFFLINE = 'OFFLINE',
}
registerEnumType(PresenceStatus, { name: 'PresenceStatus', description: 'How available an agent is now. Only ONLINE is routed to.' });

/** What an agent may choose; Away and Offline are the system's. */
export enum PresenceChoice {
  ONLINE = 'ONLINE',
  BUSY = 'BUSY',
}
registerEnumType(PresenceChoice, {
  name: 'PresenceChoice',
  description: 'What an agent may choose: Away and Offline are set by the system.',
});

export enum AgentState {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
}
registerEnumType(AgentState, { name: 'AgentState', description: 'The account. Never the same as presence.' });

@ObjectType({ description: 'Seconds; 0 switches a thing off where that makes sense.' })
export class OrganizationSettings {
  @Field(() => Int) idleSeconds: number;
  @Field(() => Int) idleCountdownSeconds: number;
  @Field(() => Int) graceSeconds: number;
  @Field(() => Int) heartbeatSeconds: number;
  @Field(() => Int) pendingSoonSeconds: number;
  @Field(() => Int) pendingLateSeconds: number;
}

@ObjectType({ implements: Node, description: 'The tenant.' })
export class Organization implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'The 6-digit code that people type at sign-in.' }) account: string;
  @Field(() => String) name: string;
  @Field(() => OrganizationSettings) settings: OrganizationSettings;
}

@ObjectType({ implements: Node, description: 'A named set of permissions.' })
export class Role implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'Stable word: admin, supervisor, service, sales, inbox_manager.' }) key: string;
  @Field(() => String) name: string;
  @Field(() => [String]) permissions: string[];
  @Field(() => Boolean) builtIn: boolean;
}

@ObjectType({ implements: Node, description: 'Every agent is in one; it carries a role.' })
export class Team implements Node {
  @Field(() => ID) id: string;
  @Field(() => String) name: string;
}

@ObjectType()
export class Presence {
  @Field(() => PresenceStatus) status: PresenceStatus;
  @Field(() => String, { description: 'Who set it: agent, idle, login, connection, system.' }) source: string;
  @Field(() => DateTime) since: number;
  @Field(() => Boolean, { description: 'Is a workbench of theirs connected.' }) connected: boolean;
}

@ObjectType({ implements: Node, description: 'A place where somebody is signed in.' })
export class Session implements Node {
  @Field(() => ID) id: string;
  @Field(() => DateTime) createdAt: number;
  @Field(() => DateTime) lastSeenAt: number;
  @Field(() => String) app: string;
  @Field(() => String, { nullable: true }) userAgent?: string | null;
}

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
