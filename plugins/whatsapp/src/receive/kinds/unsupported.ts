import { compact, list, record, word, type Json } from '../../json';
import type { Part } from './part';

/** Code and details of the first error, in the places where the versions of the API put them. */
export function explain(errors: unknown[]): { code?: string; details?: string } {
  const error = record(errors[0]);
  const details = word(record(error.error_data).details) ?? word(error.details) ?? word(error.message) ?? word(error.title);
  return compact({ code: word(error.code), details });
}

/**
 * A message that WhatsApp does not hand on, or that is newer than this adapter. The agent sees that there was one; the raw form is kept.
 *
 * @param beside used when the message carries no errors of its own
 */
export function unsupported(type: string, raw: Json, beside: unknown[]): Part {
  const own = list(raw.errors);
  const named = word(record(raw.unsupported).type);
  const caption = word(record(raw[type]).caption);
  return {
    kind: 'unsupported',
    text: caption,
    content: compact({ type: named ?? type, ...explain(own.length > 0 ? own : beside) }),
  };
}
