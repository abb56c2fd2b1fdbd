/**
 * What a channel hears, translated. A channel only translates: the core finds the contact, opens the conversation, removes
 * duplicates and stores.
 *
 * @module
 */

/**
 * What a channel hears, translated. A channel only translates: the core finds the contact, opens the conversation, removes
 * duplicates and stores.
 */

/**
 * How the customer is known on the channel. The first that the core knows decides; the others are linked to the same contact.
 *
 * @example
 * ```ts
 * const identity: InboundIdentity = { kind: 'wa_id', value: '447700900123' };
 * ```
 */
export interface InboundIdentity {
  /** `wa_id`, `bsuid`, `parent_bsuid`, `email`, `visitor`, … : what kind of value it is. Lower case, stable. */
  kind: string;
  /** The value exactly as the channel gave it. */
  value: string;
}

/**
 * Who wrote.
 *
 * @example
 * ```ts
 * const sender: InboundSender = {
 *   identities: [{ kind: 'wa_id', value: '447700900123' }],
 *   name: 'Maya',
 *   phone: '447700900123',
 *   replyTo: { kind: 'wa_id', value: '447700900123' },
 * };
 * ```
 */
export interface InboundSender {
  /** Strongest first. At least one. */
  identities: InboundIdentity[];
  /** The name the customer goes by on the channel. */
  name?: string;
  /** A handle that may change and never identifies (`@maya`), without the `@`. */
  username?: string;
  /** E.164 digits without `+`, if the channel tells them. */
  phone?: string;
  /** What `OutboundMessage.to` must hold to answer. */
  replyTo: OutboundAddress;
}

/**
 * Where an answer goes: the channel's own words, opaque to the core.
 *
 * @example
 * ```ts
 * const address: OutboundAddress = { kind: 'wa_id', value: '447700900123' };
 * ```
 */
export interface OutboundAddress {
  kind: string;
  value: string;
}

/**
 * A file that the channel holds. The core fetches it with `Channel.fetchMedia` and keeps its own copy.
 *
 * @example
 * ```ts
 * const photo: InboundAttachment = { kind: 'image', mediaId: '1234', mimeType: 'image/jpeg' };
 * ```
 */
export interface InboundAttachment {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** The channel's id of the file, given back to `fetchMedia`. */
  mediaId: string;
  mimeType?: string;
  fileName?: string;
  /** Lower-case hex or base64 SHA-256 as the channel gave it. */
  sha256?: string;
  /** Bytes. */
  size?: number;
  /** A recorded voice message. */
  voice?: boolean;
  /** A short-lived address, if the channel gave one with the event. */
  url?: string;
}

/**
 * What every event of a channel has.
 *
 * @example
 * ```ts
 * const base: InboundBase = { address: '106540352242922', at: Date.UTC(2026, 0, 31, 12), raw: { id: 'wamid.1' } };
 * ```
 */
export interface InboundBase {
  /** The inbox's address on the channel (WhatsApp: the phone number id). */
  address: string;
  /** When it happened at the channel, epoch ms. */
  at: number;
  /** What the channel gave for this one event. */
  raw: unknown;
}

/**
 * A message, from the customer or (with `echo`) one that our side wrote elsewhere, on the phone app for example.
 *
 * @example
 * ```ts
 * const message: InboundMessage = {
 *   type: 'message',
 *   address: '106540352242922',
 *   at: 1_769_860_800_000,
 *   providerId: 'wamid.1',
 *   sender: { identities: [{ kind: 'wa_id', value: '447700900123' }], replyTo: { kind: 'wa_id', value: '447700900123' } },
 *   kind: 'text',
 *   text: 'Hello',
 *   raw: {},
 * };
 * ```
 */
export interface InboundMessage extends InboundBase {
  type: 'message';
  /** The channel's id. Unique per inbox: the duplicate key. */
  providerId: string;
  sender: InboundSender;
  /** True: our side wrote it elsewhere; `sender` is then the customer it went to. Opens nothing, starts no clock. */
  echo?: boolean;
  /** `text image video audio voice document sticker location contacts interactive button order system call unsupported …`: open. */
  kind: string;
  text?: string;
  /** What the kind needs beyond text; see the kinds in the API's documentation. */
  content?: Record<string, unknown>;
  attachments?: InboundAttachment[];
  /** The channel's id of the quoted message. */
  replyToProviderId?: string;
  forwarded?: boolean;
  /** False: belongs to an open conversation if there is one, but never opens one (a system notice). Default true. */
  opens?: boolean;
  /** False: does not (re)open the service window. Default true. */
  opensWindow?: boolean;
}

/**
 * The customer put an emoji on a message, or took it away (`emoji: null`). Opens no conversation.
 *
 * @example
 * ```ts
 * const liked: InboundReaction = { ...base, type: 'reaction', providerId: 'wamid.2', sender, targetProviderId: 'wamid.1', emoji: '👍' };
 * ```
 */
export interface InboundReaction extends InboundBase {
  type: 'reaction';
  /** The channel's id of the reaction: the duplicate key. */
  providerId: string;
  sender: InboundSender;
  /** True: our side did it elsewhere. */
  echo?: boolean;
  /** The channel's id of the message that it is on. */
  targetProviderId: string;
  emoji: string | null;
}

/**
 * The customer changed a message. What is absent stays as it was.
 *
 * @example
 * ```ts
 * const edited: InboundEdit = { ...base, type: 'edit', providerId: 'wamid.3', sender, targetProviderId: 'wamid.1', text: 'Hello!' };
 * ```
 */
export interface InboundEdit extends InboundBase {
  type: 'edit';
  providerId: string;
  sender: InboundSender;
  echo?: boolean;
  /** The channel's id of the message that was changed. */
  targetProviderId: string;
  text?: string;
  content?: Record<string, unknown>;
}

/**
 * The customer took a message back.
 *
 * @example
 * ```ts
 * const gone: InboundRevoke = { ...base, type: 'revoke', providerId: 'wamid.4', sender, targetProviderId: 'wamid.1' };
 * ```
 */
export interface InboundRevoke extends InboundBase {
  type: 'revoke';
  providerId: string;
  sender: InboundSender;
  echo?: boolean;
  /** The channel's id of the message that was taken back. */
  targetProviderId: string;
}

/**
 * What became of a message of ours. It may come before the send is answered, twice, or in the wrong order: the core sorts that out.
 *
 * @example
 * ```ts
 * const read: InboundReceipt = { ...base, type: 'receipt', providerId: 'wamid.9', status: 'read', delivery: 'READ' };
 * ```
 */
export interface InboundReceipt extends InboundBase {
  type: 'receipt';
  /** The channel's id of the message. */
  providerId: string;
  /** Our own message id, if the channel gives it back. */
  messageId?: string;
  /** The channel's word, kept as it came. */
  status: string;
  /** Where it moves the delivery; absent: kept, moves nothing. */
  delivery?: 'ACCEPTED' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
  /** Why it failed: the channel's code, and a sentence for the agent. */
  error?: { code: string; message: string };
  /** What it cost and under which heading, as the channel says. */
  pricing?: Record<string, unknown>;
}

/**
 * A customer's identity changed (a new number, a new id): the contact stays the same.
 *
 * @example
 * ```ts
 * const moved: InboundIdentityChange = {
 *   ...base,
 *   type: 'identity',
 *   providerId: 'wamid.5',
 *   from: [{ kind: 'wa_id', value: '447700900123' }],
 *   to: [{ kind: 'wa_id', value: '447700900456' }],
 *   replyTo: { kind: 'wa_id', value: '447700900456' },
 * };
 * ```
 */
export interface InboundIdentityChange extends InboundBase {
  type: 'identity';
  /** The channel's id of the event: the duplicate key. */
  providerId: string;
  from: InboundIdentity[];
  to: InboundIdentity[];
  /** What to show in the conversation. */
  text?: string;
  /** Where answers go from now on. */
  replyTo?: OutboundAddress;
}

/**
 * Anything else a channel tells: about an account, a number, a template, a group. Kept and shown to the admin.
 *
 * @example
 * ```ts
 * const notice: InboundNotice = {
 *   type: 'notice', at: 1_769_860_800_000, kind: 'account_update', data: { event: 'VERIFIED_ACCOUNT' }, raw: {} };
 * ```
 */
export interface InboundNotice extends Omit<InboundBase, 'address'> {
  type: 'notice';
  /** Absent: it concerns the whole connection. */
  address?: string;
  /** The channel's word (`account_update`). */
  kind: string;
  /** Unique within (connection, kind): the duplicate key. Absent: a digest of `raw`. */
  key?: string;
  /** What the admin sees. */
  data: unknown;
}

/**
 * Everything that a channel may hear: what `Channel.receive` returns.
 *
 * @example
 * ```ts
 * const texts = (events: InboundEvent[]) => events.flatMap((event) => (event.type === 'message' ? [event.text ?? ''] : []));
 * ```
 */
export type InboundEvent =
  InboundMessage | InboundReaction | InboundEdit | InboundRevoke | InboundReceipt | InboundIdentityChange | InboundNotice;
