import { Rejected, type OutboundMessage } from '@parley/plugin';
import { word, type Json } from '../json';

/** How an address of ours is written in a call. A business-scoped id in `to` would be accepted and silently dropped. */
const recipients: Readonly<Record<string, (value: string) => Json>> = {
  wa_id: (to) => ({ recipient_type: 'individual', to }),
  bsuid: (recipient) => ({ recipient_type: 'individual', recipient }),
  parent_bsuid: (recipient) => ({ recipient_type: 'individual', recipient }),
  wa_group: (to) => ({ recipient_type: 'group', to }),
};

/**
 * What every message carries: to whom, in answer to what, and our own id.
 *
 * @throws {Rejected} the address is none of WhatsApp's
 */
export function frameOf(message: OutboundMessage): Json {
  const { kind, value } = message.to;
  const recipient = Object.hasOwn(recipients, kind) && word(value) ? recipients[kind]?.(value) : undefined;
  if (!recipient) {
    throw new Rejected({ code: 'ADDRESS', message: 'This contact has no WhatsApp address to write to.' }, { reason: 'recipient' });
  }
  const quoted = message.kind === 'reaction' ? undefined : message.replyToProviderId;
  return {
    messaging_product: 'whatsapp',
    ...recipient,
    ...(quoted && { context: { message_id: quoted } }),
    biz_opaque_callback_data: message.messageId,
  };
}
