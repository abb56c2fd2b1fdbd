import { Entity } from 'typeorm';
import { Big, Count, Json, Line, Ref } from '@parley/plugin/tables';

/** What a bot knows of its conversation, and how far it has come: written in the transaction of each turn. */
@Entity('bot_conversation')
export class BotConversationRow {
  @Ref({ primary: true }) conversationId: string;
  @Ref() orgId: string;
  /** `<plugin>/<bot>`: the one that began it. */
  @Line() bot: string;
  /** What to call it, also when its plugin is gone. */
  @Line() label: string;
  /** Turns that are done; whoever applies one claims it by this number. */
  @Count() turns: number;
  /** The customer's message of the last turn, by its place in the conversation; what is behind it has not had its turn. */
  @Count() seenSeq: number;
  @Json() state: Record<string, unknown>;
  /** Of the last question. */
  @Json({ nullable: true }) choices: BotChoice[] | null;
  /** Without a message by then there is a turn all the same, epoch ms. */
  @Big({ nullable: true }) waitUntil: number | null;
}

/** One answer that a bot offers. */
export interface BotChoice {
  id: string;
  title: string;
}
