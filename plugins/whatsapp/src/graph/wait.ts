import { isRecord, list, number, parseJson, record } from '../json';

/** The longest wait that a header may ask for. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/**
 * How long WhatsApp asks to wait, in ms: `Retry-After` in seconds, or the longest `estimated_time_to_regain_access` (minutes) in
 * `X-Business-Use-Case-Usage`.
 *
 * @returns undefined if it does not ask
 */
export function askedWait(headers: Headers): number | undefined {
  const seconds = number(headers.get('retry-after'));
  const usage = parseJson(headers.get('x-business-use-case-usage') ?? '');
  const minutes = Object.values(record(usage))
    .flatMap(list)
    .filter(isRecord)
    .map((entry) => number(entry.estimated_time_to_regain_access) ?? 0);
  const asked = Math.max((seconds ?? 0) * 1000, ...minutes.map((minute) => minute * 60_000), 0);
  return asked > 0 ? Math.min(asked, LONGEST_MS) : undefined;
}
