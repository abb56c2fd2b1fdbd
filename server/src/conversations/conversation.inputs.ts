import { Field, ID, InputType, registerEnumType } from 'type-graphql';

export enum ConversationScope {
  MINE = 'MINE',
  UNASSIGNED = 'UNASSIGNED',
  ALL = 'ALL',
}
registerEnumType(ConversationScope, { name: 'ConversationScope' });

export enum ConversationGroup {
  ACTIVE = 'ACTIVE',
  RECENT = 'RECENT',
  OPEN = 'OPEN',
  CLOSED = 'CLOSED',
}
registerEnumType(ConversationGroup, { name: 'ConversationGroup', description: 'ACTIVE and OPEN: not closed. RECENT and CLOSED: closed.' });

export enum ConversationOrder {
  LAST_ACTIVITY = 'LAST_ACTIVITY',
  CLOSED_AT = 'CLOSED_AT',
  PENDING_SINCE = 'PENDING_SINCE',
}
registerEnumType(ConversationOrder, { name: 'ConversationOrder', description: 'Latest first; PENDING_SINCE: who waits longest first.' });

@InputType()
export class ConversationFilter {
  @Field(() => ConversationScope, { nullable: true, description: 'All that the viewer may see unless given.' })
  scope?: ConversationScope | null;
  @Field(() => ConversationGroup, { nullable: true }) group?: ConversationGroup | null;
  @Field(() => ID, { nullable: true }) inboxId?: string | null;
  @Field(() => ID, { nullable: true }) assigneeId?: string | null;
  @Field(() => ID, { nullable: true }) contactId?: string | null;
  @Field(() => String, { nullable: true, description: "The contact's name, number or username, or the text of recent messages." }) search?:
    string | null;
}

@InputType()
export class ConversationIdInput {
  @Field(() => ID) conversationId: string;
}

@InputType()
export class ConversationTransferInput {
  @Field(() => ID) conversationId: string;
  @Field(() => ID, { description: 'An agent of the inbox who is online.' }) agentId: string;
}
