import type { ChannelInbox, PluginContext } from '@parley/plugin';
import { parseJson, record, word, type Json } from '../json';
import type { WhatsAppSettings } from '../settings';
import { reasonOf, type Failure } from './failure';

/** One call to the Graph API. */
export interface GraphCall {
  method: 'GET' | 'POST';
  /** Behind the version, without a slash in front: `106540352242922/messages`. */
  path: string;
  query?: Record<string, string>;
  body?: Json | FormData;
}

export type GraphResult = { ok: true; json: Json } | { ok: false; failure: Failure };

export const USER_AGENT = 'Parley-WhatsApp/1';

/**
 * Calls the Graph API with the inbox's token. Never throws: what went wrong is a {@link Failure}. A redirect is not followed, so that the
 * token stays with the configured host.
 */
export async function graph(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, call: GraphCall): Promise<GraphResult> {
  const { graphUrl, graphVersion, accessToken } = inbox.settings;
  const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
  const form = call.body instanceof FormData;
  if (ctx.signal.aborted) return { ok: false, failure: { what: 'unsent' } };

  let response: Response;
  try {
    response = await fetch(`${graphUrl.replace(/\/+$/, '')}/${graphVersion}/${call.path}${query}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'user-agent': USER_AGENT,
        ...(call.body && !form && { 'content-type': 'application/json' }),
      },
      body: call.body instanceof FormData ? call.body : call.body && JSON.stringify(call.body),
      redirect: 'manual',
      signal: ctx.signal,
    });
  } catch (error) {
    return { ok: false, failure: reasonOf(error) };
  }

  const text = await response.text().catch(() => undefined);
  const parsed = text === undefined ? undefined : parseJson(text);
  const json = record(parsed);
  if (response.ok && text !== undefined && parsed !== undefined) return { ok: true, json };
  const error = record(json.error);
  ctx.log.warn(
    {
      inboxId: inbox.inboxId,
      http: response.status,
      code: word(error.code),
      subcode: word(error.error_subcode),
      trace: word(error.fbtrace_id),
    },
    'WhatsApp refused a call',
  );
  return { ok: false, failure: { what: 'answer', status: response.status, error, headers: response.headers } };
}
