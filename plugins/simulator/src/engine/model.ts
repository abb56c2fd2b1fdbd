import type { GraphTemplate } from '../graph/templates';
import type { Queued } from '../webhooks/queue';

/** A business number that the simulator plays WhatsApp for. */
export interface NumberConfig {
  phoneNumberId: string;
  wabaId: string;
  /** As people write it: `+44 20 7946 0142`. */
  displayPhoneNumber: string;
  verifiedName: string;
  /** Signs the webhooks of this number. */
  appSecret: string;
  /** The bearer token that the Graph API accepts for this number and its account. */
  accessToken: string;
  /** Used for the handshake when the subscription names none. */
  verifyToken?: string;
  /** Messages per second while limits are on. Default 80. */
  throughput?: number;
}

/** Where webhooks go. */
export interface Callback {
  url: string;
  verifyToken: string;
}

export interface SimNumber extends NumberConfig {
  /** Overrides the account's callback. */
  callback?: Callback;
}

/** A WhatsApp business account: what `subscribed_apps` and templates belong to. */
export interface Account {
  id: string;
  subscribed: boolean;
  callback?: Callback;
  templates: GraphTemplate[];
}

/** A person with a phone. */
export interface Customer {
  id: string;
  name: string;
  /** Digits as one dials them. */
  phone: string;
  /** Digits as WhatsApp writes them; may differ from `phone` (Mexico, Brazil, Argentina). */
  waId: string;
  /** Business-scoped user id. */
  userId: string;
  username?: string;
  /** ISO 3166, two letters. */
  country: string;
  timeZone: string;
  locale: string;
  /** False: the phone has no network. Nothing leaves it and nothing arrives until it has. */
  online: boolean;
  /** True: webhooks carry user id and username but no number. */
  numberHidden: boolean;
  /** True: the person blocked the business; sends fail with 131026. */
  blocked: boolean;
}

/**
 * How far a message came. From the customer: `waiting` (on the phone), `sent` (WhatsApp has it), `received` (Parley answered 200),
 * `read` (Parley sent a read receipt). From the business: `accepted`, `sent`, `delivered`, `read`, `failed`.
 */
export type ChatStatus = 'waiting' | 'sent' | 'received' | 'accepted' | 'delivered' | 'read' | 'failed';

/** One bubble on a phone. */
export interface ChatMessage {
  /** `wamid.…` */
  id: string;
  /** Epoch ms. */
  at: number;
  from: 'customer' | 'business';
  type: string;
  /** What stands under the type's own key in WhatsApp's JSON; for templates and interactive messages also what the phone draws. */
  body: Record<string, unknown> | Record<string, unknown>[];
  status: ChatStatus;
  /** The quoted message. */
  replyTo?: string;
  forwarded?: boolean;
  edited?: boolean;
  revoked?: boolean;
  /** Emoji by who put it. */
  reactions?: { customer?: string; business?: string };
  /** The buttons of this message were used. */
  answered?: string;
  /** Code and words when it failed. */
  error?: { code: number; title: string };
  /** Given back in every status. */
  callbackData?: string;
  /** Heading under which it is charged. */
  category?: string;
  /** Statuses that were told so far, in order. */
  told?: string[];
}

/** What one customer and one number wrote to each other. */
export interface Chat {
  customerId: string;
  numberId: string;
  /** Epoch ms of the customer's last message; 0: never. The service window is 24 h from here. */
  lastInboundAt: number;
  /** Epoch ms until which "typing…" shows. */
  typingUntil: number;
  messages: ChatMessage[];
}

/** A file that WhatsApp holds. */
export interface MediaRecord {
  id: string;
  numberId: string;
  mimeType: string;
  /** Lower-case hex; also the name of the stored bytes. */
  sha256: string;
  size: number;
  fileName?: string;
  /** Epoch ms after which the id is gone: 30 days for uploads, 7 days for what a customer sent. */
  expiresAt: number;
}

/** One line of "On the wire". */
export interface WireEntry {
  id: number;
  /** Epoch ms. */
  at: number;
  /** `out`: to Parley. `in`: from Parley. */
  direction: 'out' | 'in';
  what: string;
  /** An HTTP status, an error code, or a word. */
  status: string;
  /** How long it took; null when that says nothing. */
  ms: number | null;
  note?: string;
  level: 'ok' | 'muted' | 'warn' | 'bad';
}

/** What a customer sends: a bubble, or something that changes one. */
export interface Outgoing {
  id: string;
  customerId: string;
  numberId: string;
  type: string;
  body: Record<string, unknown> | Record<string, unknown>[];
  context?: Record<string, unknown>;
  referral?: Record<string, unknown>;
  errors?: Record<string, unknown>[];
  /** For the wire. */
  label: string;
}

/** Everything the simulator remembers. Plain JSON. */
export interface SimState {
  version: 1;
  seed: string;
  /** What the seed's streams have used up, by name. */
  streams: Record<string, number>;
  /** Added to the clock, in ms. */
  shiftMs: number;
  numbers: SimNumber[];
  accounts: Account[];
  customers: Customer[];
  chats: Chat[];
  media: MediaRecord[];
  /** What waits on phones without network, in order. */
  held: Outgoing[];
  /** Webhooks that wait for their time or their next try. */
  queue: Queued[];
  wire: WireEntry[];
  wireSeq: number;
}
