import { Retry, type ChannelInbox, type OutboundMessage, type PluginContext, type Sent } from '@parley/plugin';
import { graph } from '../graph/client';
import { toChannelError } from '../graph/failure';
import { refuse } from '../limits';
import type { WhatsAppSettings } from '../settings';
import type { Builder } from './builder';
import { contacts } from './contacts';
import { frameOf } from './frame';
import { interactive } from './interactive';
import { location } from './location';
import { media } from './media';
import { reaction } from './reaction';
import { sentOf } from './sent';
import { template } from './template';
import { text } from './text';

const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['text', text],
  ['image', media],
  ['video', media],
  ['audio', media],
  ['voice', media],
  ['document', media],
  ['sticker', media],
  ['location', location],
  ['contacts', contacts],
  ['reaction', reaction],
  ['interactive', interactive],
  ['template', template],
]);

/**
 * Sends one message: one call, preceded by the upload of its file if it has one. Whatever WhatsApp would refuse for its size or form is
 * refused before the call. Our own message id travels along and comes back with every receipt.
 *
 * @throws {Retry} a later attempt may succeed; `uncertain` if WhatsApp may already have the message
 * @throws {Rejected} the same message will never go through
 */
export async function send(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, message: OutboundMessage): Promise<Sent> {
  const frame = frameOf(message);
  const build = builders.get(message.kind) ?? (() => refuse('KIND', `WhatsApp cannot send a message of the kind "${message.kind}".`));
  const part = await build(ctx, inbox, message);
  const result = await graph(ctx, inbox, {
    method: 'POST',
    path: `${inbox.settings.phoneNumberId}/messages`,
    body: { ...frame, ...part },
  });
  if (!result.ok) throw toChannelError(result.failure, 'message', message.attempt);
  const sent = sentOf(result.json, message.to);
  if (!sent) {
    throw new Retry({ code: 'NO_ID', message: 'WhatsApp answered without naming the message. It may have it.' }, { uncertain: true });
  }
  return sent;
}
