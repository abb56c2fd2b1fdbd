import type { ZodType } from 'zod';
import type { PluginContext } from './context';
import type { InboundAttachment, InboundEvent, OutboundAddress } from './inbound';

/** A request to the connection's webhook, before anything is believed of it. */
export interface RawRequest {
  method: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came: a signature covers these and nothing else. */
  body: Buffer;
}

/** The answer to a handshake. */
export interface RawReply {
  status: number;
  body: string;
  contentType?: string;
}

/** What a channel can do; the screens and the core ask here, never for a channel's name. */
export interface ChannelAbilities {
  /** Free messages only within so many ms of the customer's last message; absent: always. */
  serviceWindowMs?: number;
  /** Longest text, in characters. */
  maxTextLength?: number;
  /** What may be attached, by kind: accepted media types and the largest size in bytes. */
  attachments?: Partial<Record<'image' | 'video' | 'audio' | 'document' | 'sticker', { mimeTypes: string[]; maxBytes: number }>>;
  /** May a text stand under an attachment of this kind. */
  captions?: ('image' | 'video' | 'document')[];
  replies?: boolean;
  reactions?: boolean;
  typing?: boolean;
  readReceipts?: boolean;
  templates?: boolean;
  /** Most messages per second that one inbox may send. */
  messagesPerSecond?: number;
}

/** A file of ours that goes out. */
export interface OutboundAttachment {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  mimeType: string;
  fileName?: string;
  size: number;
  voice?: boolean;
  /** The bytes. May be called again on a retry. */
  read(): Promise<Buffer>;
}

/** One message to send: one call to the provider. */
export interface OutboundMessage {
  /** Our own id: give it to the provider if it can carry it, so that receipts name it. */
  messageId: string;
  to: OutboundAddress;
  /** Who else the customer is, strongest first: for a provider that knows them by something else. */
  kind: string;
  text?: string;
  /** What the kind needs: a template's name and components, a location, … */
  content?: Record<string, unknown>;
  attachment?: OutboundAttachment;
  /** The provider's id of the quoted message. */
  replyToProviderId?: string;
  /** For `kind: 'reaction'`. An empty emoji takes it away. */
  reaction?: { targetProviderId: string; emoji: string };
  attempt: number;
}

/** The provider took it. */
export interface Sent {
  providerId: string;
  /** The address as the provider writes it, if it differs from the one we used. */
  address?: OutboundAddress;
  /** The provider holds it back for now. */
  held?: boolean;
}

/** A file that was fetched from the channel. */
export interface FetchedMedia {
  body: AsyncIterable<Uint8Array>;
  mimeType?: string;
  size?: number;
  fileName?: string;
}

/** What a channel knows when it acts for one inbox. */
export interface ChannelInbox<S = Record<string, unknown>> {
  inboxId: string;
  connectionId: string;
  address: string;
  /** The inbox's settings, secrets included, checked by `Channel.settings`. */
  settings: S;
}

/**
 * A way to reach customers. It speaks the provider's language and nothing else: it keeps no state of conversations.
 *
 * @example
 * const echo: Channel = { id: 'echo', label: 'Echo', abilities: {}, settings: z.object({}),
 *   verify: async () => true, receive: async (ctx, connection, request) => JSON.parse(request.body.toString()),
 *   send: async (ctx, inbox, message) => ({ providerId: 'echo-' + message.messageId }) };
 */
export interface Channel<S = Record<string, unknown>> {
  /** The word in `Inbox.channel`. Stable for ever. */
  id: string;
  label: string;
  abilities: ChannelAbilities;
  /** An inbox's settings. Mark a secret with `.meta({ secret: true })`: stored encrypted, never given out. */
  settings: ZodType<S>;
  /** Settings that belong to the connection (secrets shared by several inboxes), by key. */
  connectionKeys?: (keyof S & string)[];
  /** Is it really the provider? Over the raw bytes, in constant time. False → 401 and nothing is stored. */
  verify(ctx: PluginContext, connection: ChannelInbox<S>, request: RawRequest): boolean | Promise<boolean>;
  /** The provider's question when a webhook address is saved (GET). */
  handshake?(ctx: PluginContext, connection: ChannelInbox<S>, request: RawRequest): RawReply | Promise<RawReply>;
  /** Translates every array of the body. Throws {@link Malformed} when the body is not of this channel. Must not do I/O. */
  receive(ctx: PluginContext, connection: ChannelInbox<S>, request: RawRequest): InboundEvent[] | Promise<InboundEvent[]>;
  /** Sends one message; throws {@link Retry} or {@link Rejected}. */
  send(ctx: PluginContext, inbox: ChannelInbox<S>, message: OutboundMessage): Promise<Sent>;
  /** Opens a file of an inbound message. Throws {@link Retry} or {@link Rejected}. */
  fetchMedia?(ctx: PluginContext, inbox: ChannelInbox<S>, attachment: InboundAttachment): Promise<FetchedMedia>;
  /** Tells the provider that the customer's message was read; everything before it counts as read too. */
  markRead?(ctx: PluginContext, inbox: ChannelInbox<S>, providerId: string): Promise<void>;
  /** Shows the customer that somebody is writing. */
  typing?(ctx: PluginContext, inbox: ChannelInbox<S>, providerId: string): Promise<void>;
  /** Called when an inbox is made or its settings change: subscribe, check the token. A sentence when something is wrong. */
  connect?(ctx: PluginContext, inbox: ChannelInbox<S>): Promise<{ displayAddress?: string; problem?: string }>;
  /** Is this address one the channel can reach, and how does it write it? */
  validateAddress?(ctx: PluginContext, inbox: ChannelInbox<S>, input: string): Promise<{ valid: boolean; address?: OutboundAddress }>;
}
