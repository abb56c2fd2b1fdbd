import type { InboundAttachment, OutboundMessage } from '@parley/plugin';
import type { FakeReply, FakeRequest } from '../../fake-provider';

/** Settings of an inbox, as an administrator writes them or as the channel's schema yields them. */
export type Settings = Record<string, unknown>;

/** A webhook's body: bytes, text, or what becomes JSON. */
export type WebhookBody = Buffer | string | object;

/** A webhook that the provider really sends. */
export interface WebhookSample {
  /** Where it stands in a report: `two texts and a receipt`. */
  name: string;
  body: WebhookBody;
  /** How many events are in it. */
  events: number;
  /** The provider gives no time with it: its events carry the time at which they came. */
  timeless?: boolean;
}

/** What the suite must know of a channel's provider to play it. */
export interface ChannelSuiteOptions {
  /** What an administrator writes. The address given is the suite's own provider: put it where the provider's address belongs. */
  settings(providerUrl: string): Settings;
  /** Settings that cannot work: each must be refused. */
  invalidSettings: readonly Settings[];
  /** The inbox's address on the channel, as it stands in the webhooks. */
  address: string;
  /** The headers by which `verify` knows the provider, for a body. */
  sign(body: Buffer, settings: Settings): Record<string, string>;
  /** What the provider sends: one of each kind, and one with several events if it ever sends several. */
  webhooks: readonly WebhookSample[];
  /** What it may send tomorrow: kinds of events and messages that the channel does not know. */
  unknownWebhooks: readonly WebhookBody[];
  /** The provider's question when a webhook's address is saved, and the body that it waits for. */
  handshake?: { query(settings: Settings): Record<string, string>; answer: string };
  provider: {
    /** Takes whatever a send needs: uploads, then the message. */
    accepts(request: FakeRequest): FakeReply;
    /** Too much at once: come back later. 429 with `Retry-After: 7` unless told. */
    busy?: FakeReply;
    /** The message will never do. */
    refuses: FakeReply;
  };
  /** To whom the suite writes, and what else the channel needs in a message. */
  message: Pick<OutboundMessage, 'to'> & Partial<OutboundMessage>;
  /** False: the provider has no place for our message id. Receipts that come before its answer then find their message late. */
  carriesMessageId?: boolean;
  /** True: the provider itself drops a message whose id it has, so that sending again is harmless. */
  idempotent?: boolean;
  /** A file of an inbound message; needed when the channel has `fetchMedia`. */
  media?: {
    attachment: InboundAttachment;
    /** What the provider answers on the way to the file. */
    serve(request: FakeRequest, file: Buffer | AsyncIterable<Uint8Array>, providerUrl: string): FakeReply;
    /** The file is not there any more. 404 unless told. */
    gone?: FakeReply;
  };
  /** The largest body that the provider sends, in bytes; 4 MB unless told, as much as the server takes. */
  largestBody?: number;
  /** The channel's time for one call, in ms; 5000 unless told, as in the server. */
  deadlineMs?: number;
}
