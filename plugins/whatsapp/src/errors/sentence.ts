import { record, word, type Json } from '../json';
import { rowOf } from './table';

/**
 * What an error object of the Cloud API, from a call or from a webhook, means to an agent. A code that is not in the table is told in
 * WhatsApp's own words.
 */
export function sentenceFor(error: Json): string {
  const row = rowOf(word(error.code), word(error.error_subcode));
  const details = word(record(error.error_data).details) ?? word(error.details);
  if (row) return row.details && details ? `${row.message} WhatsApp says: ${details}` : row.message;
  const told = details ?? word(error.error_user_msg) ?? word(error.message) ?? word(error.title);
  return told ? `WhatsApp did not send the message: ${told}` : 'WhatsApp did not send the message and gave no reason.';
}
