import type { InboundEdit, InboundReaction, InboundRevoke, InboundSender } from '@parley/plugin';
import { compact, isRecord, nonEmpty, record, word, type Json } from '../json';
import { extrasOf } from './extras';
import { kindOf, typeOf } from './kinds';

/** The common part of whatever a customer, or our side elsewhere, did. */
export interface Done {
  address: string;
  at: number;
  raw: unknown;
  providerId: string;
  sender: InboundSender;
  echo?: boolean;
}

/**
 * What a message did to another one: reaction, edit or revoke.
 *
 * @returns undefined if it is none of these, or does not name the other message
 */
export function changeOf(
  done: Done,
  type: string,
  raw: Json,
  errors: unknown[],
): InboundReaction | InboundEdit | InboundRevoke | undefined {
  if (type === 'reaction') return reactionOf(done, record(raw.reaction));
  if (type === 'edit') return editOf(done, record(raw.edit), errors);
  if (type === 'revoke') return revokeOf(done, record(raw.revoke));
  return undefined;
}

/** An emoji that is empty or missing takes the reaction away. */
function reactionOf(done: Done, reaction: Json): InboundReaction | undefined {
  const targetProviderId = word(reaction.message_id);
  return targetProviderId ? { ...done, type: 'reaction', targetProviderId, emoji: word(reaction.emoji) ?? null } : undefined;
}

/** The new wording stands in a whole message inside; an edit without words took them away. */
function editOf(done: Done, edit: Json, errors: unknown[]): InboundEdit | undefined {
  const targetProviderId = word(edit.original_message_id);
  if (!targetProviderId || !isRecord(edit.message)) return undefined;
  const part = kindOf(typeOf(edit.message), edit.message, errors);
  const content = nonEmpty({ ...part.content, ...extrasOf(edit.message).content });
  return compact({ ...done, type: 'edit' as const, targetProviderId, text: part.text ?? '', content });
}

function revokeOf(done: Done, revoke: Json): InboundRevoke | undefined {
  const targetProviderId = word(revoke.original_message_id);
  return targetProviderId ? { ...done, type: 'revoke', targetProviderId } : undefined;
}
