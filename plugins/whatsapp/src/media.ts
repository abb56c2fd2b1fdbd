import { Rejected, Retry, type ChannelInbox, type FetchedMedia, type InboundAttachment, type PluginContext } from '@parley/plugin';
import { graph, USER_AGENT } from './graph/client';
import { reasonOf, toChannelError } from './graph/failure';
import { number, word } from './json';
import { mayCarryToken } from './media-hosts';
import type { WhatsAppSettings } from './settings';

const REDIRECTS = 3;

const gone = () => new Rejected({ code: 'MEDIA_GONE', message: 'The file is no longer available. Ask the customer to send it again.' });

/**
 * Opens a file of an inbound message as a stream: asks for its short-lived address by id, then fetches that. An id lives seven days. The
 * media type and the size are Meta's claims; whoever stores the file looks at its bytes.
 *
 * @throws {Rejected} the file is gone, the token is not accepted, or the address is not Meta's
 * @throws {Retry} for everything that may pass
 */
export async function fetchMedia(
  ctx: PluginContext,
  inbox: ChannelInbox<WhatsAppSettings>,
  attachment: InboundAttachment,
): Promise<FetchedMedia> {
  const found = await graph(ctx, inbox, {
    method: 'GET',
    path: encodeURIComponent(attachment.mediaId),
    query: { phone_number_id: inbox.settings.phoneNumberId },
  });
  if (!found.ok) {
    const { failure } = found;
    throw failure.what === 'answer' && word(failure.error.code) === '100' ? gone() : toChannelError(failure, 'none');
  }
  const url = word(found.json.url);
  if (!url) throw new Retry({ code: 'MEDIA_ADDRESS', message: 'WhatsApp gave no address for the file.' }, { maxAttempts: 5 });

  const response = await open(ctx, inbox, url, REDIRECTS);
  const { body } = response;
  return {
    body: body ?? (async function* (): AsyncGenerator<Uint8Array> {})(),
    mimeType: word(found.json.mime_type) ?? attachment.mimeType,
    size: number(response.headers.get('content-length')) ?? number(found.json.file_size),
    fileName: attachment.fileName,
  };
}

/** Follows redirects by hand: each address is checked before the token goes there. */
async function open(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, address: string, redirects: number): Promise<Response> {
  const { graphUrl, accessToken } = inbox.settings;
  const url = mayCarryToken(address, graphUrl);
  if (!url)
    throw new Rejected({ code: 'MEDIA_HOST', message: 'The file lies at an address that is not WhatsApp’s, so it was not fetched.' });
  let response: Response;
  try {
    response = await fetch(url, {
      // Packed, the length in the header would not be the file's.
      headers: { authorization: `Bearer ${accessToken}`, 'user-agent': USER_AGENT, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal: ctx.signal,
    });
  } catch (error) {
    throw toChannelError(reasonOf(error), 'none');
  }
  if (response.ok) return response;
  await response.body?.cancel();
  const location = response.headers.get('location');
  if (response.status >= 300 && response.status < 400 && location && redirects > 0 && URL.canParse(location, url.href)) {
    return open(ctx, inbox, new URL(location, url).href, redirects - 1);
  }
  if (response.status === 404 || response.status === 410) throw gone();
  if (response.status === 401 || response.status === 403) {
    throw new Rejected(
      {
        code: `HTTP_${response.status}`,
        message: 'WhatsApp does not hand out the file with this access token. An administrator must check it.',
      },
      { reason: 'configuration' },
    );
  }
  throw new Retry({ code: `HTTP_${response.status}`, message: 'WhatsApp could not hand out the file.' }, { maxAttempts: 8 });
}
