import { Field, ID, InputType, Int } from 'type-graphql';

@InputType()
export class AgentIdInput {
  @Field(() => ID) agentId: string;
}

@InputType()
export class AgentCreateInput {
  @Field(() => String) name: string;
  @Field(() => String, { description: 'The login name; unique in the organization.' }) username: string;
  @Field(() => String, { nullable: true }) email?: string | null;
  @Field(() => String, { nullable: true, description: 'With country code.' }) phone?: string | null;
  @Field(() => String) password: string;
  @Field(() => ID, { nullable: true, description: "Instead of the team's role." }) roleId?: string | null;
  @Field(() => ID) teamId: string;
  @Field(() => Int, { nullable: true, description: '0-500; 5 unless given; 0: nothing is routed to them.' }) capacity?: number | null;
  @Field(() => Boolean, { nullable: true }) hidePhone?: boolean | null;
  @Field(() => String, { nullable: true }) notes?: string | null;
  @Field(() => [ID], { nullable: true, description: 'Inboxes they may receive from.' }) inboxIds?: string[] | null;
  @Field(() => String, { nullable: true }) clientMutationKey?: string | null;
}

@InputType({ description: 'What is absent stays as it is.' })
export class AgentUpdateInput {
  @Field(() => ID) agentId: string;
  @Field(() => String, { nullable: true }) name?: string;
  @Field(() => String, { nullable: true }) email?: string | null;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => ID, { nullable: true }) roleId?: string | null;
  @Field(() => ID, { nullable: true }) teamId?: string;
  @Field(() => Int, { nullable: true }) capacity?: number | null;
  @Field(() => Boolean, { nullable: true }) hidePhone?: boolean | null;
  @Field(() => String, { nullable: true }) notes?: string | null;
}

@InputType()
export class AgentPasswordSetInput {
  @Field(() => ID) agentId: string;
  @Field(() => String) password: string;
}

@InputType()
export class TeamCreateInput {
  @Field(() => String) name: string;
  @Field(() => ID) roleId: string;
  @Field(() => String, { nullable: true }) clientMutationKey?: string | null;
}
