import type { OutboundAddress, Sent } from '@parley/plugin';
import { list, record, word, type Json } from '../json';

const heldWords = new Set(['held_for_quality_assessment', 'paused']);

/**
 * Reads the answer to a send. WhatsApp may know the customer by another id than the number we used.
 *
 * @returns undefined if the answer names no message
 */
export function sentOf(json: Json, to: OutboundAddress): Sent | undefined {
  const message = record(list(json.messages)[0]);
  const providerId = word(message.id);
  if (!providerId) return undefined;
  const waId = to.kind === 'wa_group' ? undefined : word(record(list(json.contacts)[0]).wa_id);
  const other = waId && !(to.kind === 'wa_id' && to.value === waId);
  return {
    providerId,
    ...(other && { address: { kind: 'wa_id', value: waId } }),
    ...(heldWords.has(word(message.message_status) ?? '') && { held: true }),
  };
}
