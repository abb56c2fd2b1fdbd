/**
 * What a channel hears, translated. A channel only translates: the core finds the contact, opens the conversation, removes
 * duplicates and stores.
 */

/** How the customer is known on the channel. The first that the core knows decides; the others are linked to the same contact. */
export interface InboundIdentity {
  /** `wa_id`, `bsuid`, `parent_bsuid`, `email`, `visitor`, … : what kind of value it is. Lower case, stable. */
  kind: string;
  /** The value exactly as the channel gave it. */
  value: string;
}

/** Who wrote. */
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

/** Where an answer goes: the channel's own words, opaque to the core. */
export interface OutboundAddress {
  kind: string;
  value: string;
}

/** A file that the channel holds. The core fetches it with `Channel.fetchMedia` and keeps its own copy. */
export interface InboundAttachment {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** The channel's id of the file, given back to `fetchMedia`. */
  mediaId: string;
  mimeType?: string;
  fileName?: string;
  /** Lower-case hex or base64 SHA-256 as the channel gave it. */
  sha256?: string;
  size?: number;
  /** A recorded voice message. */
  voice?: boolean;
  /** A short-lived address, if the channel gave one with the event. */
  url?: string;
}

interface Base {
  /** The inbox's address on the channel (WhatsApp: the phone number id). */
  address: string;
  /** When it happened at the channel, epoch ms. */
  at: number;
  /** What the channel gave for this one event. */
  raw: unknown;
}

/** A message, from the customer or (with `echo`) one that our side wrote elsewhere, on the phone app for example. */
export interface InboundMessage extends Base {
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

/** The customer put an emoji on a message, or took it away (`emoji: null`). Opens no conversation. */
export interface InboundReaction extends Base {
  type: 'reaction';
  providerId: string;
  sender: InboundSender;
  echo?: boolean;
  targetProviderId: string;
  emoji: string | null;
}

/** The customer changed a message. */
export interface InboundEdit extends Base {
  type: 'edit';
  providerId: string;
  sender: InboundSender;
  echo?: boolean;
  targetProviderId: string;
  text?: string;
  content?: Record<string, unknown>;
}

/** The customer took a message back. */
export interface InboundRevoke extends Base {
  type: 'revoke';
  providerId: string;
  sender: InboundSender;
  echo?: boolean;
  targetProviderId: string;
}

/** What became of a message of ours. */
export interface InboundReceipt extends Base {
  type: 'receipt';
  /** The channel's id of the message. */
  providerId: string;
  /** Our own message id, if the channel gives it back. */
  messageId?: string;
  /** The channel's word, kept as it came. */
  status: string;
  /** Where it moves the delivery; absent: kept, moves nothing. */
  delivery?: 'ACCEPTED' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
  error?: { code: string; message: string };
  /** What it cost and under which heading, as the channel says. */
  pricing?: Record<string, unknown>;
}

/** A customer's identity changed (a new number, a new id): the contact stays the same. */
export interface InboundIdentityChange extends Base {
  type: 'identity';
  /** The channel's id of the event: the duplicate key. */
  providerId: string;
  from: InboundIdentity[];
  to: InboundIdentity[];
  /** What to show in the conversation. */
  text?: string;
  replyTo?: OutboundAddress;
}

/** Anything else a channel tells: about an account, a number, a template, a group. Kept and shown to the admin. */
export interface InboundNotice extends Omit<Base, 'address'> {
  type: 'notice';
  /** Absent: it concerns the whole connection. */
  address?: string;
  /** The channel's word (`account_update`). */
  kind: string;
  /** Unique within (connection, kind): the duplicate key. Absent: a digest of `raw`. */
  key?: string;
  data: unknown;
}

export type InboundEvent =
  InboundMessage | InboundReaction | InboundEdit | InboundRevoke | InboundReceipt | InboundIdentityChange | InboundNotice;
