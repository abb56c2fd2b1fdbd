import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Message, UserError } from '@parley/plugin';

@InputType({
  description:
    'A pre-approved message: the only thing that may be sent outside the service window. By its id with its values, or in the words of the channel.',
})
export class MessageTemplateInput {
  @Field(() => ID, { nullable: true, description: 'As the query templates gives it; then only values counts.' }) id?: string | null;
  @Field(() => GraphQLJSON, { nullable: true, description: 'What to fill in, by the name of the variable: text.' }) values?: unknown;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true, description: 'As the channel writes it: en_US.' }) language?: string | null;
  @Field(() => GraphQLJSON, { nullable: true, description: "The channel's components with their values." }) components?: unknown;
  @Field(() => String, { nullable: true, description: 'What the customer will read; shown in the history.' }) preview?: string | null;
}

@InputType({ description: 'A message that is more than text: location, contacts, interactive, …' })
export class MessageContentInput {
  @Field(() => String) kind: string;
  @Field(() => GraphQLJSON) data: unknown;
}

@InputType({ description: 'Text with attachments, or a template, or content.' })
export class MessageSendInput {
  @Field(() => ID) conversationId: string;
  @Field(() => String, { description: 'The same key twice is the same message once. At most 90 characters, without #.' })
  clientMutationKey: string;
  @Field(() => String, { nullable: true }) text?: string | null;
  @Field(() => [ID], { nullable: true, description: 'Each is a message of its own, in this order, after the text.' }) attachmentIds?:
    string[] | null;
  @Field(() => MessageTemplateInput, { nullable: true }) template?: MessageTemplateInput | null;
  @Field(() => MessageContentInput, { nullable: true }) content?: MessageContentInput | null;
  @Field(() => ID, { nullable: true, description: 'The message to quote.' }) replyToId?: string | null;
}

@InputType()
export class MessageReactInput {
  @Field(() => ID) messageId: string;
  @Field(() => String, { nullable: true, description: 'Null takes the reaction away.' }) emoji?: string | null;
}

@InputType()
export class MessageIdInput {
  @Field(() => ID) messageId: string;
}

@ObjectType()
export class MessagePayload {
  @Field(() => Message, { nullable: true }) message?: Message | null;
  @Field(() => [Message], { description: 'All that one call made, in their order.' }) messages: Message[];
  @Field(() => [UserError]) errors: UserError[];
}
