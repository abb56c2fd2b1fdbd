import type { ChannelInbox, OutboundMessage, PluginContext } from '@parley/plugin';
import type { Json } from '../json';
import type { WhatsAppSettings } from '../settings';

/**
 * Builds the part of a call that belongs to one kind of message: `type` and the object of that name. Throws `Rejected` with reason
 * `content` when the message cannot be sent as it is.
 */
export type Builder = (ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, message: OutboundMessage) => Json | Promise<Json>;
