import { Changes, publicNumber } from './changes';
import type { Clock } from './clock';
import type { Faults } from './faults';
import { noFaults } from './faults';
import { matchKey, objectId, userId } from './ids';
import type { Account, Callback, Chat, ChatMessage, Customer, NumberConfig, SimNumber, SimState, WireEntry } from './model';
import { Random } from './random';
import type { CustomerInput } from './schemas';
import { customerSchema } from './schemas';
import { NotFound, Refused } from './errors';
import { defaultTemplates } from '../graph/templates';

/** Bubbles kept per chat, and lines kept on the wire. */
const CHAT_LENGTH = 1000;
const WIRE_LENGTH = 500;

/**
 * What exists: numbers, accounts, customers, chats. It knows how to find and change them and tells {@link Changes} about it; what the
 * changes mean is decided elsewhere.
 */
export class World {
  readonly changes = new Changes();
  readonly random: Random;
  faults: Faults = noFaults();
  /** By match key of either spelling, and by id. */
  private readonly customerIndex = new Map<string, Customer>();
  private readonly chatIndex = new Map<string, Chat>();
  private readonly messageIndex = new Map<string, { chat: Chat; message: ChatMessage }>();

  constructor(
    private readonly clock: Clock,
    readonly state: SimState,
  ) {
    this.random = new Random(state.seed, state.streams);
    for (const customer of state.customers) this.indexCustomer(customer);
    for (const chat of state.chats) {
      this.chatIndex.set(chatKey(chat.customerId, chat.numberId), chat);
      for (const message of chat.messages) this.messageIndex.set(message.id, { chat, message });
    }
  }

  /** The simulator's time, epoch ms: the clock and the shift. */
  now(): number {
    return this.clock.now() + this.state.shiftMs;
  }

  /** Moves the simulator's time by `ms`, back or forth. */
  shift(ms: number): void {
    this.state.shiftMs += ms;
    this.changes.emit({ key: 'clock', type: 'clock', now: this.now(), shiftMs: this.state.shiftMs });
  }

  setFaults(faults: Faults): void {
    this.faults = faults;
    this.changes.emit({ key: 'faults', type: 'faults', faults });
  }

  // numbers and accounts ------------------------------------------------------------------------------------------

  number(phoneNumberId: string): SimNumber | undefined {
    return this.state.numbers.find((number) => number.phoneNumberId === phoneNumberId);
  }

  /** The named number, or the first. */
  requireNumber(phoneNumberId?: string): SimNumber {
    const number = phoneNumberId ? this.number(phoneNumberId) : this.state.numbers[0];
    if (!number)
      throw new NotFound(phoneNumberId ? `There is no number ${phoneNumberId}.` : 'There is no number yet: POST /numbers adds one.');
    return number;
  }

  account(id: string): Account | undefined {
    return this.state.accounts.find((account) => account.id === id);
  }

  /** Adds a number, or changes the one with the same id; its account comes into being with it. */
  putNumber(config: NumberConfig): SimNumber {
    const existing = this.number(config.phoneNumberId);
    const number: SimNumber = existing ? Object.assign(existing, config) : { ...config };
    if (!existing) this.state.numbers.push(number);
    if (!this.account(number.wabaId)) {
      this.state.accounts.push({ id: number.wabaId, subscribed: false, templates: defaultTemplates(() => objectId(this.random)) });
    }
    this.touchNumber(number);
    return number;
  }

  /** Where the number's webhooks go: its own callback, else its account's. Null when nobody subscribed. */
  callbackOf(number: SimNumber): Callback | null {
    const account = this.account(number.wabaId);
    return account?.subscribed ? (number.callback ?? account.callback ?? null) : null;
  }

  touchNumber(number: SimNumber): void {
    this.changes.emit({
      key: `number/${number.phoneNumberId}`,
      type: 'number',
      number: publicNumber(number, this.callbackOf(number)?.url ?? null),
    });
  }

  // customers -----------------------------------------------------------------------------------------------------

  customer(id: string): Customer | undefined {
    return this.customerIndex.get(`id/${id}`);
  }

  requireCustomer(id: string): Customer {
    const customer = this.customer(id);
    if (!customer) throw new NotFound(`There is no customer ${id}.`);
    return customer;
  }

  /** Whose phone rings for these digits. */
  customerByDigits(digits: string): Customer | undefined {
    return this.customerIndex.get(matchKey(digits));
  }

  customerByUserId(id: string): Customer | undefined {
    return this.state.customers.find((customer) => customer.userId === id);
  }

  addCustomer(input: CustomerInput): Customer {
    const given = customerSchema.parse(input);
    const id = given.id ?? `c${objectId(this.random, 10)}`;
    if (this.customer(id)) throw new Refused(`There is already a customer ${id}.`);
    if (this.customerByDigits(given.waId ?? given.phone)) throw new Refused(`The number ${given.phone} belongs to another customer.`);
    const customer: Customer = {
      ...given,
      id,
      waId: given.waId ?? given.phone,
      userId: given.userId ?? userId(this.random, given.country),
    };
    if (customer.numberHidden && !customer.username) customer.username = `user.${customer.phone.slice(-6)}`;
    this.state.customers.push(customer);
    this.indexCustomer(customer);
    this.touchCustomer(customer);
    return customer;
  }

  /** Finds the customer under their present numbers; the ones before are forgotten. */
  indexCustomer(customer: Customer): void {
    if (this.customer(customer.id)) for (const [key, one] of this.customerIndex) if (one === customer) this.customerIndex.delete(key);
    for (const key of [`id/${customer.id}`, matchKey(customer.waId), matchKey(customer.phone)]) this.customerIndex.set(key, customer);
  }

  touchCustomer(customer: Customer): void {
    this.changes.emit({ key: `customer/${customer.id}`, type: 'customer', customer });
  }

  // chats ---------------------------------------------------------------------------------------------------------

  /** The chat of the two; made when missing. */
  chat(customerId: string, numberId: string): Chat {
    const key = chatKey(customerId, numberId);
    let chat = this.chatIndex.get(key);
    if (!chat) {
      chat = { customerId, numberId, lastInboundAt: 0, typingUntil: 0, messages: [] };
      this.chatIndex.set(key, chat);
      this.state.chats.push(chat);
    }
    return chat;
  }

  /** A message by its wamid, with its chat. */
  message(id: string): { chat: Chat; message: ChatMessage } | undefined {
    return this.messageIndex.get(id);
  }

  addMessage(chat: Chat, message: ChatMessage): void {
    chat.messages.push(message);
    this.messageIndex.set(message.id, { chat, message });
    if (chat.messages.length > CHAT_LENGTH)
      for (const old of chat.messages.splice(0, chat.messages.length - CHAT_LENGTH)) this.messageIndex.delete(old.id);
    this.touchMessage(chat, message);
  }

  touchMessage(chat: Chat, message: ChatMessage): void {
    this.changes.emit({ key: `message/${message.id}`, type: 'message', customerId: chat.customerId, numberId: chat.numberId, message });
  }

  touchChat(chat: Chat): void {
    const { customerId, numberId, lastInboundAt, typingUntil } = chat;
    this.changes.emit({ key: `chat/${chatKey(customerId, numberId)}`, type: 'chat', customerId, numberId, lastInboundAt, typingUntil });
  }

  // the wire ------------------------------------------------------------------------------------------------------

  /** Writes a line; what it is given later is changed in place through the returned function. */
  wire(entry: Omit<WireEntry, 'id' | 'at'> & { at?: number }): (update: Partial<WireEntry>) => void {
    const line: WireEntry = { at: this.now(), ...entry, id: ++this.state.wireSeq };
    this.state.wire.push(line);
    if (this.state.wire.length > WIRE_LENGTH) this.state.wire.splice(0, this.state.wire.length - WIRE_LENGTH);
    const tell = (): void => this.changes.emit({ key: `wire/${line.id}`, type: 'wire', entry: line });
    tell();
    return (update) => {
      Object.assign(line, update);
      tell();
    };
  }

  clearWire(): void {
    this.state.wire.length = 0;
    this.changes.emit({ key: 'wire', type: 'wire-cleared' });
  }
}

const chatKey = (customerId: string, numberId: string): string => `${customerId}/${numberId}`;

/** A world with nothing in it. */
export const emptyState = (seed: string): SimState => ({
  version: 1,
  seed,
  streams: {},
  shiftMs: 0,
  numbers: [],
  accounts: [],
  customers: [],
  chats: [],
  media: [],
  held: [],
  queue: [],
  wire: [],
  wireSeq: 0,
});
