import type { BotAction, ChannelAbilities } from '@parley/plugin';
import { refuse } from '../lib/errors';
import { compose, type Draft } from '../messages/compose';
import type { BotChoice } from './bot-conversation.entity';
import { questionOf } from './choices';

/** The shortest wait, in ms. */
const MIN_WAIT_MS = 1_000;
const MAX_TAGS = 50;
const MAX_ATTRIBUTES = 100;

/** What the actions of a turn come to, in memory. */
export interface Effects {
  /** What is sent, in order. */
  drafts: Draft[];
  /** All tags of the conversation, when there are new ones. */
  tags: string[] | null;
  /** All attributes of the contact, when some change. */
  attributes: Record<string, string> | null;
  /** The choices of the last question; undefined: nothing was asked. */
  choices: BotChoice[] | null | undefined;
  /** What the bot keeps; undefined: what it had. */
  state: Record<string, unknown> | undefined;
  /** It has a turn after so long all the same. */
  waitMs: number | null;
  end: Extract<BotAction, { do: 'handOver' | 'close' }> | null;
}

/** What there is before the turn. */
export interface Before {
  tags: readonly string[];
  attributes: Readonly<Record<string, string>>;
}

/** Does a turn send anything? */
export const speaks = (actions: readonly BotAction[]): boolean => actions.some((one) => one.do === 'say' || one.do === 'ask');

/**
 * Reads the actions of a turn as what is to be written.
 *
 * @param abilities of the channel; null only when nothing is sent
 * @throws Refused when the channel cannot carry a message, or there are too many tags or attributes
 */
export const effectsOf = (actions: readonly BotAction[], before: Before, abilities: ChannelAbilities | null): Effects => {
  const effects: Effects = { drafts: [], tags: null, attributes: null, choices: undefined, state: undefined, waitMs: null, end: null };
  for (const action of actions) apply(effects, action, before, abilities ?? {});
  if ((effects.tags?.length ?? 0) > MAX_TAGS) throw refuse('BOT_TAGS_TOO_MANY', `a conversation has at most ${MAX_TAGS} tags`);
  if (Object.keys(effects.attributes ?? {}).length > MAX_ATTRIBUTES)
    throw refuse('BOT_ATTRIBUTES_TOO_MANY', `a contact has at most ${MAX_ATTRIBUTES} attributes`);
  return effects;
};

const apply = (effects: Effects, action: BotAction, before: Before, abilities: ChannelAbilities): void => {
  switch (action.do) {
    case 'say':
      effects.drafts.push(...compose({ text: action.text }, [], abilities));
      return;
    case 'ask': {
      const choices = action.choices ?? [];
      effects.drafts.push(...compose(questionOf(action.text, choices, abilities, action.listLabel), [], abilities));
      effects.choices = choices.length > 0 ? choices : null;
      return;
    }
    case 'tag':
      effects.tags = [...new Set([...(effects.tags ?? before.tags), action.tag])];
      return;
    case 'setAttribute':
      effects.attributes = { ...(effects.attributes ?? before.attributes), [action.name]: action.value };
      return;
    case 'wait':
      effects.state = action.state ?? effects.state;
      // a bot that waits for no time would have one turn after the other
      effects.waitMs = action.forMs === undefined ? null : Math.max(MIN_WAIT_MS, action.forMs);
      return;
    default:
      effects.end = action;
  }
};
