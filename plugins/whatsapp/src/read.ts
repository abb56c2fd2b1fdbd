import type { ChannelInbox, PluginContext } from '@parley/plugin';
import { graph } from './graph/client';
import { toChannelError } from './graph/failure';
import type { Json } from './json';
import type { WhatsAppSettings } from './settings';

async function tell(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, providerId: string, more: Json): Promise<void> {
  const body = { messaging_product: 'whatsapp', status: 'read', message_id: providerId, ...more };
  const result = await graph(ctx, inbox, { method: 'POST', path: `${inbox.settings.phoneNumberId}/messages`, body });
  if (!result.ok) throw toChannelError(result.failure, 'none');
}

/**
 * Shows the customer that their message, and all before it, was read. Causes no webhook.
 *
 * @throws {Retry|Rejected}
 */
export const markRead = (ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, providerId: string): Promise<void> =>
  tell(ctx, inbox, providerId, {});

/**
 * Shows the customer that somebody is writing, for 25 s or until the answer. WhatsApp always marks the message as read with it.
 *
 * @throws {Retry|Rejected}
 */
export const typing = (ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, providerId: string): Promise<void> =>
  tell(ctx, inbox, providerId, { typing_indicator: { type: 'text' } });
