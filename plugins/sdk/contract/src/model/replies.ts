import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';

/**
 * Something to fill in.
 *
 * @example
 * ```graphql
 * fragment Blanks on Template { variables { name label required } }
 * ```
 */
@ObjectType({ description: 'Something to fill in.' })
export class TemplateVariable {
  @Field(() => String) name: string;
  @Field(() => String) label: string;
  @Field(() => Boolean) required: boolean;
}

/**
 * A pre-approved message with variables.
 *
 * @example
 * ```graphql
 * fragment Choice on Template { id name language preview variables { name label required } }
 * ```
 */
@ObjectType({ description: 'A pre-approved message with variables.' })
export class Template {
  @Field(() => ID, { description: '<plugin>/<source>/<id>.' }) id: string;
  @Field(() => String) name: string;
  @Field(() => String) language: string;
  @Field(() => String, { description: 'Text with {{variable}} where something is filled in.' }) preview: string;
  @Field(() => [TemplateVariable]) variables: TemplateVariable[];
}

/**
 * The templates of one source.
 *
 * @example
 * ```graphql
 * query Templates($inbox: ID!) {
 *   templates(inboxId: $inbox, first: 20) { id label available templates { id name preview } }
 * }
 * ```
 */
@ObjectType({ description: 'The templates of one source.' })
export class TemplateGroup {
  @Field(() => String, { description: '<plugin>/<source>.' }) id: string;
  @Field(() => String) label: string;
  @Field(() => Boolean, { description: 'False: the source gave no answer in time.' }) available: boolean;
  @Field(() => [Template]) templates: Template[];
}

/**
 * A prepared answer.
 *
 * @example
 * ```graphql
 * fragment Answer on QuickReplyItem { id title shortcut text attachmentIds }
 * ```
 */
@ObjectType({ description: 'A prepared answer.' })
export class QuickReplyItem {
  @Field(() => ID, { description: '<plugin>/<source>/<id>.' }) id: string;
  @Field(() => String) title: string;
  @Field(() => String, { nullable: true }) shortcut?: string | null;
  @Field(() => String) text: string;
  @Field(() => [ID]) attachmentIds: string[];
}

/**
 * The prepared answers of one source.
 *
 * @example
 * ```graphql
 * query Replies($text: String) {
 *   quickReplies(search: $text, first: 20) { id label available quickReplies { id title text } }
 * }
 * ```
 */
@ObjectType({ description: 'The prepared answers of one source.' })
export class QuickReplyGroup {
  @Field(() => String, { description: '<plugin>/<source>.' }) id: string;
  @Field(() => String) label: string;
  @Field(() => Boolean, { description: 'False: the source gave no answer in time.' }) available: boolean;
  @Field(() => [QuickReplyItem]) quickReplies: QuickReplyItem[];
}

/**
 * A bot that a plugin offers.
 *
 * @example
 * ```graphql
 * query Bots { bots { id plugin label conversations } }
 * ```
 */
@ObjectType({ description: 'A bot that a plugin offers.' })
export class BotInfo {
  @Field(() => ID, { description: '<plugin>/<bot>.' }) id: string;
  @Field(() => String) plugin: string;
  @Field(() => String) label: string;
  @Field(() => Int, { description: 'Conversations it has now.' }) conversations: number;
  @Field(() => GraphQLJSON, { description: 'JSON Schema of its settings.' }) settingsSchema: unknown;
}
