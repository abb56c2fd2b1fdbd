import type { ChannelInbox, PluginContext, RawReply, RawRequest } from '@parley/plugin';
import type { WhatsAppSettings } from './settings';
import { sameSecret } from './verify';

/**
 * Answers the question that Meta asks when a webhook address is saved. The keys hold dots (`hub.mode`), so they must come unparsed.
 *
 * @returns 200 with the challenge, verbatim and as text; 403 if the mode or the token is another one
 */
export function handshake(_ctx: PluginContext, connection: ChannelInbox<WhatsAppSettings>, request: RawRequest): RawReply {
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = request.query;
  const expected = connection.settings.verifyToken;
  const known = Boolean(expected) && sameSecret(token, expected);
  return mode === 'subscribe' && known
    ? { status: 200, body: challenge, contentType: 'text/plain' }
    : { status: 403, body: 'The verify token is not the one of this connection.', contentType: 'text/plain' };
}
