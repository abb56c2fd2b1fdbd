import { digitsOf, wamid } from '../engine/ids';
import type { Media } from '../engine/media';
import type { ChatMessage, Customer, SimNumber } from '../engine/model';
import type { Receipts } from '../engine/receipts';
import type { World } from '../engine/world';
import { GraphError, invalid, missing, titleOf } from './errors';
import { Limits } from './limits';
import type { Json } from './json';
import { isObject, optionalText, text } from './json';
import type { BodyChecks } from './media-body';
import { checkBody } from './message-body';
import { fillTemplate } from './template-body';

/** Free messages only within so long of the customer's last one. */
export const WINDOW_MS = 24 * 3_600_000;
/** "typing…" goes by itself after so long. */
const TYPING_MS = 25_000;

/** An answer to `POST /{phone-number-id}/messages`. */
export interface SendAnswer {
  body: Json;
  /** The message was taken, but the connection is to be cut before the answer. */
  loseAnswer: boolean;
}

/** `POST /{phone-number-id}/messages`: checks like WhatsApp, shows it on the phone and sets the receipts going. */
export class Messages {
  private readonly limits = new Limits();

  constructor(
    private readonly world: World,
    private readonly media: Media,
    private readonly receipts: Receipts,
  ) {}

  /** @throws GraphError */
  post(number: SimNumber, message: Json): SendAnswer {
    if (message.messaging_product !== 'whatsapp') throw new GraphError(100, '(#100) The parameter messaging_product is required.');
    if (message.status !== undefined) return { body: this.markRead(number, message), loseAnswer: false };
    const started = performance.now();
    const type = message.type === undefined ? 'text' : text(message, 'type', 'type', 64);
    let to: Customer | undefined;
    try {
      const { customer, contact } = this.recipient(number, message);
      to = customer;
      const sent = this.send(number, customer, type, message);
      this.world.wire({
        direction: 'in',
        what: `${type} to ${nameOf(customer)}`,
        status: '200',
        ms: Math.round(performance.now() - started),
        level: 'ok',
      });
      const { faults } = this.world;
      if (faults.loseSendAnswer > 0) this.world.setFaults({ ...faults, loseSendAnswer: faults.loseSendAnswer - 1 });
      return {
        body: {
          messaging_product: 'whatsapp',
          contacts: [contact],
          messages: [{ id: sent.id, ...(type === 'template' ? { message_status: 'accepted' } : {}) }],
        },
        loseAnswer: faults.loseSendAnswer > 0,
      };
    } catch (error) {
      if (error instanceof GraphError) {
        this.world.wire({
          direction: 'in',
          what: to ? `${type} to ${nameOf(to)}` : type,
          status: String(error.code),
          ms: null,
          note: 'failed',
          level: 'bad',
        });
      }
      throw error;
    }
  }

  private send(number: SimNumber, customer: Customer, type: string, message: Json): ChatMessage {
    const { world } = this;
    const chat = world.chat(customer.id, number.phoneNumberId);
    const checks: BodyChecks = { mimeTypeOf: (id) => this.media.get(id)?.mimeType };
    const callbackData = optionalText(message, 'biz_opaque_callback_data', 'biz_opaque_callback_data', 512);
    const replyTo = isObject(message.context) ? text(message.context, 'message_id', 'context.message_id', 1024) : undefined;
    const template = type === 'template' ? fillTemplate(message, world.account(number.wabaId)?.templates ?? [], checks) : undefined;
    const body = template ? template.filled : checkBody(type, message, checks);
    if (!template && world.now() - chat.lastInboundAt > WINDOW_MS) {
      throw new GraphError(
        131047,
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
      );
    }
    if (customer.blocked) throw new GraphError(131026, 'Message Undeliverable.');
    if (world.faults.limits) this.limits.check(world.now(), number.phoneNumberId, customer.id, number.throughput ?? 80);
    const failure = this.injected();
    if (failure?.by === 'answer') throw new GraphError(failure.code, titleOf(failure.code));
    const sent: ChatMessage = {
      id: wamid(world.random, customer.numberHidden ? digitsOf(number.displayPhoneNumber) : customer.waId, 'business'),
      at: world.now(),
      from: 'business',
      type,
      body,
      status: 'accepted',
      ...(replyTo ? { replyTo } : {}),
      ...(callbackData ? { callbackData } : {}),
      ...(template ? { category: template.template.category.toLowerCase() } : {}),
    };
    chat.typingUntil = 0;
    world.touchChat(chat);
    world.addMessage(chat, sent);
    if (failure) {
      this.receipts.failed(chat, sent, { code: failure.code, title: titleOf(failure.code), details: titleOf(failure.code) });
      return sent;
    }
    if (type === 'reaction') this.react(body as Json);
    this.receipts.reached(chat, sent, 'sent');
    if (customer.online) this.receipts.reached(chat, sent, 'delivered');
    return sent;
  }

  /** The person that `to` or `recipient` names; `to` wins. */
  private recipient(number: SimNumber, message: Json): { customer: Customer; contact: Json } {
    if (message.recipient_type !== undefined && message.recipient_type !== 'individual')
      throw new GraphError(131009, 'Only recipient_type individual is known here.');
    if (typeof message.to === 'string' && message.to !== '') {
      const digits = digitsOf(message.to);
      if (digits.length < 5 || digits.length > 20) throw invalid('to is not a phone number.');
      if (digits === digitsOf(number.displayPhoneNumber)) throw new GraphError(131021, 'Recipient cannot be sender.');
      const customer = this.world.customerByDigits(digits);
      if (!customer) throw new GraphError(131026, 'Message Undeliverable.');
      return { customer, contact: { input: message.to, wa_id: customer.waId } };
    }
    if (typeof message.recipient === 'string' && message.recipient !== '') {
      const customer = this.world.customerByUserId(message.recipient);
      if (!customer) throw new GraphError(131026, 'Message Undeliverable.');
      return { customer, contact: { input: message.recipient, user_id: customer.userId } };
    }
    throw missing('to');
  }

  private react(reaction: Json): void {
    const found = this.world.message(String(reaction.message_id));
    if (!found) return;
    found.message.reactions = { ...found.message.reactions, business: String(reaction.emoji ?? '') || undefined };
    this.world.touchMessage(found.chat, found.message);
  }

  /** What the next send is to fail with, counted down. */
  private injected(): { code: number; by: 'answer' | 'status' } | null {
    const { nextSend } = this.world.faults;
    if (!nextSend) return null;
    this.world.setFaults({ ...this.world.faults, nextSend: nextSend.times > 1 ? { ...nextSend, times: nextSend.times - 1 } : null });
    return nextSend;
  }

  /** A read receipt, with or without typing: this message and all before it are read. */
  private markRead(number: SimNumber, message: Json): Json {
    if (message.status !== 'read') throw invalid('status must be read.');
    const id = text(message, 'message_id', 'message_id', 1024);
    const found = this.world.message(id);
    if (!found || found.chat.numberId !== number.phoneNumberId || found.message.from !== 'customer')
      throw new GraphError(100, `Message ${id} does not exist.`);
    const { chat } = found;
    for (const earlier of chat.messages.slice(0, chat.messages.indexOf(found.message) + 1)) {
      if (earlier.from !== 'customer' || earlier.status === 'read' || earlier.status === 'waiting') continue;
      earlier.status = 'read';
      this.world.touchMessage(chat, earlier);
    }
    const typing = isObject(message.typing_indicator);
    if (typing) {
      chat.typingUntil = this.world.now() + TYPING_MS;
      this.world.touchChat(chat);
    }
    const customer = this.world.requireCustomer(chat.customerId);
    this.world.wire({
      direction: 'in',
      what: `${typing ? 'typing to' : 'read,'} ${nameOf(customer)}`,
      status: '200',
      ms: null,
      level: 'muted',
    });
    return { success: true };
  }
}

const nameOf = (customer: Customer): string => (customer.numberHidden ? `@${customer.username ?? customer.userId}` : customer.name);
