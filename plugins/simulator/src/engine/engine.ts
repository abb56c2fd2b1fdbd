import { Messages, WINDOW_MS } from '../graph/messages';
import { Subscriptions } from '../graph/subscriptions';
import { Bursts } from '../phones/bursts';
import { Phones } from '../phones/phones';
import type { SimulatorSettings } from '../settings';
import type { Transport } from '../webhooks/transport';
import { Webhooks } from '../webhooks/webhooks';
import type { Clock } from './clock';
import { publicNumber } from './changes';
import type { PublicNumber } from './changes';
import type { Faults } from './faults';
import { faultsSchema } from './faults';
import { wamid } from './ids';
import type { Blobs } from './media';
import { Media } from './media';
import type { SimState } from './model';
import { Receipts } from './receipts';
import { World, emptyState } from './world';

/** What the engine is made of; everything that touches the outside is given to it. */
export interface EngineOptions {
  settings: SimulatorSettings;
  clock: Clock;
  transport: Transport;
  blobs: Blobs;
  /** What was kept from last time. */
  state?: SimState;
  /** Where the agents work, for a link on the page. */
  workbenchUrl?: string;
}

/** Everything that the phone page needs to draw itself. */
export interface Snapshot {
  now: number;
  shiftMs: number;
  numbers: PublicNumber[];
  customers: SimState['customers'];
  chats: SimState['chats'];
  faults: Faults;
  wire: SimState['wire'];
  workbenchUrl: string | null;
}

/** Messages of each chat in a snapshot. */
const SNAPSHOT_MESSAGES = 200;

/** WhatsApp, played: numbers and their accounts, people with phones, files, webhooks with faults. */
export class SimulatorEngine {
  readonly world: World;
  readonly media: Media;
  readonly webhooks: Webhooks;
  readonly phones: Phones;
  readonly bursts: Bursts;
  readonly messages: Messages;
  readonly subscriptions: Subscriptions;

  constructor(private readonly options: EngineOptions) {
    this.world = new World(options.clock, options.state ?? emptyState(options.settings.seed));
    this.media = new Media(this.world, options.blobs);
    this.webhooks = new Webhooks(this.world, options.transport, (update) => this.phones.received(update));
    const receipts = new Receipts(this.world, this.webhooks);
    this.phones = new Phones(this.world, this.media, this.webhooks, receipts);
    this.bursts = new Bursts(this.world, this.phones);
    this.messages = new Messages(this.world, this.media, receipts);
    this.subscriptions = new Subscriptions(this.world, options.transport);
    for (const number of options.settings.numbers) this.world.putNumber(number);
    for (const customer of options.settings.customers) {
      const known = (customer.id && this.world.customer(customer.id)) || this.world.customerByDigits(customer.waId ?? customer.phone);
      if (!known) this.world.addCustomer(customer);
    }
    this.webhooks.restore(this.world.state.queue);
  }

  /** Changes the named faults and leaves the others. Throws a ZodError for what it does not know. */
  setFaults(changes: Record<string, unknown>): Faults {
    this.world.setFaults(faultsSchema.strict().parse({ ...this.world.faults, ...changes }));
    this.webhooks.kick();
    return this.world.faults;
  }

  /**
   * Moves the simulator's time, nothing else's.
   *
   * @param to by `shiftMs`; or so that the customer's window with the number has `windowLeftMs` left; or back to real time
   */
  moveClock(to: { shiftMs: number } | { reset: true } | { customerId: string; numberId?: string; windowLeftMs: number }): {
    now: number;
    shiftMs: number;
  } {
    if ('reset' in to) this.world.shift(-this.world.state.shiftMs);
    else if ('shiftMs' in to) this.world.shift(to.shiftMs);
    else {
      const chat = this.world.chat(this.world.requireCustomer(to.customerId).id, this.world.requireNumber(to.numberId).phoneNumberId);
      this.world.shift(chat.lastInboundAt + WINDOW_MS - to.windowLeftMs - this.world.now());
    }
    this.webhooks.kick();
    return { now: this.world.now(), shiftMs: this.world.state.shiftMs };
  }

  /** Posts one message that WhatsApp never signed. @returns the HTTP status, 0 when nobody answered */
  forge(customerId: string, numberId?: string): Promise<number> {
    const customer = this.world.requireCustomer(customerId);
    const number = this.world.requireNumber(numberId);
    return this.webhooks.forge(
      this.phones.updateOf({
        id: wamid(this.world.random, customer.waId, 'customer'),
        customerId,
        numberId: number.phoneNumberId,
        type: 'text',
        body: { body: 'This was not signed by WhatsApp.' },
        label: 'text',
      }),
    );
  }

  snapshot(): Snapshot {
    const { state } = this.world;
    return {
      now: this.world.now(),
      shiftMs: state.shiftMs,
      numbers: state.numbers.map((number) => publicNumber(number, this.world.callbackOf(number)?.url ?? null)),
      customers: state.customers,
      chats: state.chats.map((chat) => ({ ...chat, messages: chat.messages.slice(-SNAPSHOT_MESSAGES) })),
      faults: this.world.faults,
      wire: state.wire,
      workbenchUrl: this.options.workbenchUrl ?? null,
    };
  }

  /** Everything worth keeping. */
  save(): SimState {
    this.world.state.queue = this.webhooks.pending();
    return this.world.state;
  }

  /** Starts nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.bursts.stop();
    await this.webhooks.stop();
  }
}
