/**
 * Channels: a way to reach customers. The core asks a channel to verify, to translate and to send; it keeps everything else itself.
 *
 * @module
 */
import type { ZodType } from 'zod';
import type { PluginContext } from './context';
import type { InboundAttachment, InboundEvent, OutboundAddress } from './inbound';

/**
 * A request to the connection's webhook, before anything is believed of it.
 *
 * @example
 * ```ts
 * const isSigned = (request: RawRequest): boolean => request.headers['x-hub-signature-256'] !== undefined;
 * ```
 */
export interface RawRequest {
  /** In capitals: `POST`. */
  method: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came: a signature covers these and nothing else. */
  body: Buffer;
}

/**
 * The answer to a handshake.
 *
 * @example
 * ```ts
 * const reply: RawReply = { status: 200, body: request.query['hub.challenge'] ?? '' };
 * ```
 */
export interface RawReply {
  status: number;
  body: string;
  /** `text/plain` unless told. */
  contentType?: string;
}

/**
 * How many choices may be offered, and how long their titles may be, in characters.
 *
 * @example
 * ```ts
 * const choices: ChoiceAbilities = { buttons: 3, list: 10, buttonTitleLength: 20, listTitleLength: 24 };
 * ```
 */
export interface ChoiceAbilities {
  /** Most buttons under one message. */
  buttons: number;
  /** Most entries of a list that opens. */
  list: number;
  /** Longest title of a button; absent: any. */
  buttonTitleLength?: number;
  /** Longest title of an entry of a list; absent: any. */
  listTitleLength?: number;
  /** Longest text above buttons; absent: any. */
  textLength?: number;
}

/**
 * What a channel can do; the screens and the core ask here, never for a channel's name. What is absent, it cannot do.
 *
 * @example
 * ```ts
 * const abilities: ChannelAbilities = {
 *   serviceWindowMs: 86_400_000,
 *   maxTextLength: 4096,
 *   attachments: { image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5_242_880 } },
 *   captions: ['image'],
 *   replies: true,
 *   readReceipts: true,
 * };
 * ```
 */
export interface ChannelAbilities {
  /** Free messages only within so many ms of the customer's last message; absent: always. */
  serviceWindowMs?: number;
  /** Longest text, in characters. */
  maxTextLength?: number;
  /** What may be attached, by kind: accepted media types and the largest size in bytes. */
  attachments?: Partial<Record<'image' | 'video' | 'audio' | 'document' | 'sticker', { mimeTypes: string[]; maxBytes: number }>>;
  /** May a text stand under an attachment of this kind. */
  captions?: ('image' | 'video' | 'document')[];
  /** May a message quote another. */
  replies?: boolean;
  /** May our side put an emoji on a customer's message. */
  reactions?: boolean;
  /** Has it `typing`: may it show that somebody is writing. */
  typing?: boolean;
  /** Has it `markRead`: may the customer see that we have read. */
  readReceipts?: boolean;
  /** Does it send messages of kind `template`, also outside the service window. */
  templates?: boolean;
  /** Offers that are answered by a tap; what does not fit is written as a numbered list. */
  choices?: ChoiceAbilities;
  /** Most messages per second that one inbox may send. */
  messagesPerSecond?: number;
}

/**
 * A file of ours that goes out.
 *
 * @example
 * ```ts
 * const upload = async (file: OutboundAttachment): Promise<number> => (await file.read()).byteLength;
 * ```
 */
export interface OutboundAttachment {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  mimeType: string;
  fileName?: string;
  /** Bytes. */
  size: number;
  /** A recorded voice message. */
  voice?: boolean;
  /** The bytes. May be called again on a retry. */
  read(): Promise<Buffer>;
}

/**
 * One message to send: one call to the provider.
 *
 * @example
 * ```ts
 * const body = (message: OutboundMessage) => ({ to: message.to.value, text: message.text, tag: message.messageId });
 * ```
 */
export interface OutboundMessage {
  /** Our own id: give it to the provider if it can carry it, so that receipts name it. */
  messageId: string;
  /** Where it goes, as the last inbound message's `replyTo` said. */
  to: OutboundAddress;
  /** `text image video audio voice document sticker location contacts interactive template reaction …`: open. */
  kind: string;
  text?: string;
  /** What the kind needs: a template's name and components, a location, … */
  content?: Record<string, unknown>;
  attachment?: OutboundAttachment;
  /** The provider's id of the quoted message. */
  replyToProviderId?: string;
  /** For `kind: 'reaction'`. An empty emoji takes it away. */
  reaction?: { targetProviderId: string; emoji: string };
  /** From 1. */
  attempt: number;
}

/**
 * The provider took it.
 *
 * @example
 * ```ts
 * const sent: Sent = { providerId: 'wamid.9' };
 * ```
 */
export interface Sent {
  /** The provider's id of the message, by which receipts name it. */
  providerId: string;
  /** The address as the provider writes it, if it differs from the one we used. */
  address?: OutboundAddress;
  /** The provider holds it back for now. */
  held?: boolean;
}

/**
 * A file that was fetched from the channel. Its bytes are read once, under the call's deadline.
 *
 * @example
 * ```ts
 * const file: FetchedMedia = { body: Readable.from([Buffer.from('hello')]), mimeType: 'text/plain' };
 * ```
 */
export interface FetchedMedia {
  body: AsyncIterable<Uint8Array>;
  mimeType?: string;
  size?: number;
  fileName?: string;
}

/**
 * What a channel knows when it acts for one inbox.
 *
 * @typeParam S the channel's settings, as its schema yields them
 * @example
 * ```ts
 * const url = (inbox: ChannelInbox<{ apiUrl: string }>): string => `${inbox.settings.apiUrl}/numbers/${inbox.address}`;
 * ```
 */
export interface ChannelInbox<S = Record<string, unknown>> {
  inboxId: string;
  connectionId: string;
  /** The inbox's address on the channel (WhatsApp: the phone number id). */
  address: string;
  /** The inbox's settings, secrets included, checked by `Channel.settings`. */
  settings: S;
}

/**
 * A way to reach customers. It speaks the provider's language and nothing else: it keeps no state of conversations.
 *
 * @typeParam S the channel's settings, as its schema yields them
 * @example
 * ```ts
 * const echo: Channel = {
 *   id: 'echo',
 *   label: 'Echo',
 *   abilities: { maxTextLength: 1000 },
 *   settings: z.object({}),
 *   verify: () => true,
 *   receive: (_ctx, _connection, request) => JSON.parse(request.body.toString()) as InboundEvent[],
 *   send: async (_ctx, _inbox, message) => ({ providerId: `echo-${message.messageId}` }),
 * };
 * ```
 */
export interface Channel<S = Record<string, unknown>> {
  /** The word in `Inbox.channel`. Stable for ever. */
  id: string;
  /** What people call it: `WhatsApp`. */
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
  /** Translates every array of the body, within 5 s. Throws {@link Malformed} when the body is not of this channel. Must not do I/O. */
  receive(ctx: PluginContext, connection: ChannelInbox<S>, request: RawRequest): InboundEvent[] | Promise<InboundEvent[]>;
  /**
   * Sends one message, within 15 s; throws {@link Retry} or {@link Rejected}. Anything else that it throws, and
   * no answer in time, means that the message may have arrived: it is not sent again by itself.
   */
  send(ctx: PluginContext, inbox: ChannelInbox<S>, message: OutboundMessage): Promise<Sent>;
  /** Opens a file of an inbound message, within 60 s. Throws {@link Retry} or {@link Rejected}. */
  fetchMedia?(ctx: PluginContext, inbox: ChannelInbox<S>, attachment: InboundAttachment): Promise<FetchedMedia>;
  /** Tells the provider that the customer's message was read; everything before it counts as read too. */
  markRead?(ctx: PluginContext, inbox: ChannelInbox<S>, providerId: string): Promise<void>;
  /** Shows the customer that somebody is writing. */
  typing?(ctx: PluginContext, inbox: ChannelInbox<S>, providerId: string): Promise<void>;
  /** Called when an inbox is made or its settings change: subscribe, check the token. A sentence when something is wrong. */
  connect?(ctx: PluginContext, inbox: ChannelInbox<S>): Promise<{ displayAddress?: string; problem?: string }>;
  /**
   * Is the provider there, and does it take our credentials? A sentence when not. Changes nothing: `parley doctor` asks it before the
   * plugin has started, so that it stands on its arguments alone.
   */
  check?(ctx: PluginContext, inbox: ChannelInbox<S>): Promise<{ problem?: string }>;
  /** Is this address one the channel can reach, and how does it write it? */
  validateAddress?(ctx: PluginContext, inbox: ChannelInbox<S>, input: string): Promise<{ valid: boolean; address?: OutboundAddress }>;
}
