import { Rejected, Retry } from '@parley/plugin';
import { sentenceFor } from '../errors/sentence';
import { rowOf, type ErrorRow } from '../errors/table';
import { word, type Json } from '../json';
import { askedWait } from './wait';

/** Why a call brought nothing: it never left, it left and nothing came back, or WhatsApp answered with an error. */
export type Failure = { what: 'unsent' } | { what: 'silent' } | { what: 'answer'; status: number; error: Json; headers: Headers };

/** Failures of the connection or its certificate: no byte of the request has left. */
const beforeSending = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Where a connection broke; several, when several addresses of one host were tried. */
interface Place {
  code?: string;
  syscall?: string;
}

/** Tells from what `fetch` threw whether the request can have reached WhatsApp. When in doubt, it can. */
export function reasonOf(error: unknown): Failure {
  const { code, syscall, errors } = ((error as { cause?: unknown } | undefined)?.cause ?? {}) as Place & { errors?: Place[] };
  const early = (at: Place) => beforeSending.has(at.code ?? '') || at.syscall === 'connect' || at.syscall === 'getaddrinfo';
  return { what: early({ code, syscall }) || errors?.some(early) ? 'unsent' : 'silent' };
}

/**
 * The failure in the words of the contract.
 *
 * @param effect `message`: the call puts a message on its way, so silence leaves it uncertain; `none`: it may be repeated freely
 * @param attempt which attempt this was, from 1
 */
export function toChannelError(failure: Failure, effect: 'message' | 'none', attempt = 1): Retry | Rejected {
  const uncertain = effect === 'message' || undefined;
  if (failure.what === 'unsent')
    return new Retry({ code: 'UNREACHABLE', message: 'WhatsApp could not be reached. The message is sent again by itself.' });
  if (failure.what === 'silent') {
    return new Retry(
      {
        code: 'TIMEOUT',
        message: uncertain ? 'WhatsApp did not answer in time. It may have the message.' : 'WhatsApp did not answer in time.',
      },
      { uncertain },
    );
  }
  const { status, error, headers } = failure;
  const code = word(error.code);
  const known = rowOf(code, word(error.error_subcode));
  const row = known ?? (code !== undefined ? unknownCode(status, error) : undefined);
  if (code !== undefined && row) return byRow(row, { code, message: sentenceFor(error) }, askedWait(headers), attempt);
  return byStatus(status, askedWait(headers), uncertain);
}

/** A code that is not in the table: Meta says whether it passes; else the HTTP status does. */
const unknownCode = (status: number, error: Json): ErrorRow => ({
  class: error.is_transient === true || status >= 500 || status === 429 ? 'retry' : 'never',
  message: '',
  maxAttempts: 5,
});

function byRow(row: ErrorRow, failure: { code: string; message: string }, asked: number | undefined, attempt: number): Retry | Rejected {
  if (row.class === 'window') return new Rejected(failure, { reason: 'window' });
  if (row.class === 'configuration') return new Rejected(failure, { reason: 'configuration' });
  if (row.class === 'never') return new Rejected(failure, { reason: row.reason ?? 'content' });
  const own = row.wait === 'pair' ? 4 ** Math.min(Math.max(attempt - 1, 0), 6) * 1000 : row.wait;
  const afterMs = own === undefined && asked === undefined ? undefined : Math.max(own ?? 0, asked ?? 0);
  return new Retry(failure, { afterMs, scope: row.scope, maxAttempts: row.maxAttempts });
}

/** An answer without a code: a proxy, a balancer, or WhatsApp in trouble. */
function byStatus(status: number, afterMs: number | undefined, uncertain: true | undefined): Retry | Rejected {
  const code = `HTTP_${status}`;
  if (status >= 300 && status < 400) {
    const message = 'The Graph address answers with a redirect. An administrator must correct it in the inbox settings.';
    return new Rejected({ code, message }, { reason: 'configuration' });
  }
  if (status === 429)
    return new Retry(
      { code, message: 'Too many calls to WhatsApp for now. The message is sent again by itself.' },
      { afterMs, scope: 'inbox' },
    );
  const open = status >= 500 || status === 408 || status < 300;
  if (open && uncertain)
    return new Retry({ code, message: 'WhatsApp answered with an error of its own. It may have the message.' }, { afterMs, uncertain });
  return new Retry({ code, message: 'WhatsApp gave an answer that cannot be read.' }, { afterMs, maxAttempts: 5 });
}
