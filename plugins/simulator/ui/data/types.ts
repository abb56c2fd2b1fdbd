/** What the control API gives; see the simulator's README. Times are epoch ms. */
export interface BusinessNumber {
  phoneNumberId: string;
  displayPhoneNumber: string;
  verifiedName: string;
  webhookUrl: string | null;
}

export interface Customer {
  id: string;
  name: string;
  phone: string;
  username?: string;
  country: string;
  timeZone: string;
  locale: string;
  online: boolean;
  numberHidden: boolean;
  blocked: boolean;
}

export type Json = Record<string, unknown>;

export interface ChatMessage {
  id: string;
  at: number;
  from: 'customer' | 'business';
  type: string;
  body: Json | Json[];
  status: 'waiting' | 'sent' | 'received' | 'accepted' | 'delivered' | 'read' | 'failed';
  replyTo?: string;
  forwarded?: boolean;
  edited?: boolean;
  revoked?: boolean;
  reactions?: { customer?: string; business?: string };
  answered?: string;
}

export interface Chat {
  customerId: string;
  numberId: string;
  lastInboundAt: number;
  typingUntil: number;
  messages: ChatMessage[];
}

export interface WireEntry {
  id: number;
  at: number;
  direction: 'out' | 'in';
  what: string;
  status: string;
  ms: number | null;
  note?: string;
  level: 'ok' | 'muted' | 'warn' | 'bad';
}

export interface Faults {
  delayMs: number;
  copies: number;
  randomOrder: boolean;
  loseWebhookAnswer: boolean;
  loseSendAnswer: number;
  nextSend: { code: number; by: 'answer' | 'status'; times: number } | null;
  receipts: string;
  mediaLinksExpire: boolean;
  limits: boolean;
}

export interface Snapshot {
  now: number;
  shiftMs: number;
  numbers: BusinessNumber[];
  customers: Customer[];
  chats: Chat[];
  faults: Faults;
  wire: WireEntry[];
  workbenchUrl: string | null;
}

export type Change =
  | { type: 'customer'; customer: Customer }
  | { type: 'number'; number: BusinessNumber }
  | { type: 'message'; customerId: string; numberId: string; message: ChatMessage }
  | { type: 'chat'; customerId: string; numberId: string; lastInboundAt: number; typingUntil: number }
  | { type: 'wire'; entry: WireEntry }
  | { type: 'wire-cleared' }
  | { type: 'faults'; faults: Faults }
  | { type: 'clock'; now: number; shiftMs: number };
