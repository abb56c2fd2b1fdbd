import type { InboundEvent } from '@parley/plugin';

/** What intake knows of a connection. */
export interface IntakeConnection {
  id: string;
  orgId: string;
  /** The channel's service window in ms; absent: it has none. */
  serviceWindowMs?: number;
  /** Address → inbox, as last read. */
  inboxByAddress: ReadonlyMap<string, string>;
  /** Inboxes whose new conversations a bot answers first. */
  inboxesWithBot?: ReadonlySet<string>;
}

/** One event on its way in. */
export interface Arrival {
  event: InboundEvent;
  /** It comes out of this dead letter. */
  letterId?: string;
}

/** What one webhook brought, or a replay: it is answered as a whole. */
export interface Unit {
  connection: IntakeConnection;
  /** The raw delivery that is stored with it; null for a replay. */
  delivery: { id: string; body: Buffer } | null;
  /** The raw delivery that dead letters name. */
  deliveryId: string | null;
  arrivals: Arrival[];
  /** Why the channel could not translate it; there are no arrivals then. */
  unreadable?: string;
}

/** An event with the inbox that it belongs to. */
export interface Placed<E extends InboundEvent = InboundEvent> {
  event: E;
  orgId: string;
  connectionId: string;
  /** Null only for a notice about the whole connection, or about an address that nobody has. */
  inboxId: string | null;
  windowMs: number | undefined;
  /** A bot answers new conversations of the inbox first. */
  hasBot: boolean;
}

/** An event, placed on an inbox. */
export type OnInbox<E extends InboundEvent = InboundEvent> = Placed<E> & { inboxId: string };
