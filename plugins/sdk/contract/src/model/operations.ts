import { Field, ID, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Node } from './node';
import { DateTime } from './scalars';

export enum PluginState {
  READY = 'READY',
  DEGRADED = 'DEGRADED',
  QUARANTINED = 'QUARANTINED',
  INCOMPATIBLE = 'INCOMPATIBLE',
  DISABLED = 'DISABLED',
}
registerEnumType(PluginState, { name: 'PluginState' });

@ObjectType()
export class Plugin {
  @Field(() => String) id: string;
  @Field(() => String) version: string;
  @Field(() => String) label: string;
  @Field(() => PluginState) state: PluginState;
  @Field(() => String, { nullable: true, description: 'What is wrong.' }) reason?: string | null;
  @Field(() => String, { nullable: true, description: 'What to do about it.' }) remedy?: string | null;
  @Field(() => String, { nullable: true, description: 'Where it stopped: manifest, check, import, settings, guard, migrate, start, call.' })
  step?: string | null;
}

@ObjectType({ implements: Node, description: 'An event of a channel that could not be applied; nothing of it is lost.' })
export class DeadLetter implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, {
    description:
      'UNROUTED: nobody has its address. FAILED: it could not be applied. UNREADABLE: the channel could not translate the delivery.',
  })
  kind: string;
  @Field(() => String, { nullable: true }) address?: string | null;
  @Field(() => String) reason: string;
  @Field(() => DateTime) receivedAt: number;
  @Field(() => GraphQLJSON, { nullable: true }) event?: unknown;
  @Field(() => ID) connectionId: string;
  @Field(() => DateTime, { nullable: true }) replayedAt?: number | null;
}

@ObjectType({ implements: Node, description: 'Something a channel tells about an account, a number or a template; kept as it came.' })
export class ChannelNotice implements Node {
  @Field(() => ID) id: string;
  @Field(() => String) kind: string;
  @Field(() => DateTime) occurredAt: number;
  @Field(() => GraphQLJSON) data: unknown;
}

@ObjectType({ description: 'What a channel said of a message; kept even when the message is not ours.' })
export class Receipt {
  @Field(() => ID) id: string;
  @Field(() => String) providerId: string;
  @Field(() => String) status: string;
  @Field(() => DateTime) at: number;
  @Field(() => Boolean) applied: boolean;
}

/** One entry of the organization's log. */
@InterfaceType({
  autoRegisterImplementations: false,
  resolveType: () => 'ChangeEvent',
  description: 'One entry of the log. Its id is the cursor to resume from.',
})
export abstract class Event {
  @Field(() => ID) id: string;
  @Field(() => DateTime) occurredAt: number;
  @Field(() => String, { description: 'What happened, past tense: message.received, conversation.closed, …' }) type: string;
  @Field(() => ID) nodeId: string;
  @Field(() => Node, { nullable: true, description: 'What it is about, as it is now; null when it is gone or out of your sight.' })
  node?: Node | null;
}

@ObjectType({ implements: Event })
export class ChangeEvent extends Event {}
