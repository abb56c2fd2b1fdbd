import { NotFound, Refused } from '../engine/errors';
import { digitsOf, userId, wamid } from '../engine/ids';
import type { Media } from '../engine/media';
import { INBOUND_LIFE_MS } from '../engine/media';
import type { Chat, ChatMessage, Customer, MediaRecord, Outgoing } from '../engine/model';
import type { Receipts } from '../engine/receipts';
import type { World } from '../engine/world';
import { contactOf, senderOf } from '../webhooks/envelope';
import { sizeText } from '../webhooks/summary';
import type { Update } from '../webhooks/update';
import type { Webhooks } from '../webhooks/webhooks';
import type { GivenFile, InboundInput } from './inbound';
import { isMedia } from './inbound';
import { sampleFile } from './samples';

const EDIT_WITHIN_MS = 15 * 60_000;
const REVOKE_WITHIN_MS = 2 * 24 * 3_600_000;
const LABELS: Record<string, string> = { image: 'photo', voice: 'voice message' };

/** What the people with phones do. */
export class Phones {
  private photos = 0;

  constructor(
    private readonly world: World,
    private readonly media: Media,
    private readonly webhooks: Webhooks,
    private readonly receipts: Receipts,
  ) {}

  /**
   * The customer sends something. Without network it waits on the phone.
   *
   * @param file for kinds that carry one; a sample is taken when it is missing
   */
  async send(customerId: string, input: InboundInput, file?: GivenFile): Promise<Outgoing> {
    const customer = this.world.requireCustomer(customerId);
    if (customer.blocked) throw new Refused(`${customer.name} has blocked the business. Unblock it first.`);
    const number = this.world.requireNumber(input.numberId);
    const chat = this.world.chat(customer.id, number.phoneNumberId);
    const { body, type, record } = await this.bodyOf(chat, customer, input, file);
    const outgoing: Outgoing = {
      id: wamid(this.world.random, customer.numberHidden ? digitsOf(number.displayPhoneNumber) : customer.waId, 'customer'),
      customerId: customer.id,
      numberId: number.phoneNumberId,
      type,
      body,
      label: `${LABELS[input.type] ?? input.type}${record ? `, ${sizeText(record.size)}` : ''}`,
    };
    const context = this.contextOf(chat, customer, input);
    if (context) outgoing.context = context;
    if (input.referral) outgoing.referral = input.referral;
    if (input.type === 'unsupported') {
      outgoing.errors = [
        {
          code: input.unsupported.code,
          title: 'Message type unknown',
          message: 'Message type unknown',
          error_data: { details: 'Message type is currently not supported.' },
        },
      ];
    }
    this.show(chat, outgoing, input);
    if (customer.online) this.transmit(outgoing);
    else this.world.state.held.push(outgoing);
    return outgoing;
  }

  /** The chat is on screen: everything in it counts as read. Nothing happens while the phone has no network. */
  seen(customerId: string, numberId?: string): number {
    const customer = this.world.requireCustomer(customerId);
    if (!customer.online) return 0;
    const chat = this.world.chat(customer.id, this.world.requireNumber(numberId).phoneNumberId);
    const unread = chat.messages.filter(
      (message) => message.from === 'business' && (message.status === 'delivered' || message.status === 'sent'),
    );
    for (const message of unread) this.receipts.reached(chat, message, 'read');
    return unread.length;
  }

  /** Changes what is true of a phone; network that comes back lets everything through at once, in order. */
  update(customerId: string, changes: Partial<Pick<Customer, 'name' | 'online' | 'numberHidden' | 'blocked' | 'username'>>): Customer {
    const customer = this.world.requireCustomer(customerId);
    const wasOnline = customer.online;
    Object.assign(customer, changes);
    if (customer.numberHidden && !customer.username) customer.username = `user.${customer.phone.slice(-6)}`;
    this.world.touchCustomer(customer);
    if (customer.online && !wasOnline) this.backOnline(customer);
    return customer;
  }

  /** Parley has the message: its bubble gets the second tick. */
  received(update: Update): void {
    const found = this.world.message(update.messageId);
    if (update.kind !== 'messages' || found?.message.status !== 'sent' || found.message.from !== 'customer') return;
    found.message.status = 'received';
    this.world.touchMessage(found.chat, found.message);
  }

  /** What Parley would be told of the message. */
  updateOf(outgoing: Outgoing): Update {
    const customer = this.world.requireCustomer(outgoing.customerId);
    const { id, type, body, context, referral, errors } = outgoing;
    const sender = type === 'system' ? systemSender(body as Record<string, unknown>) : senderOf(customer);
    const payload = type === 'system' ? omit(body as Record<string, unknown>, 'wa_id_before') : body;
    return {
      numberId: outgoing.numberId,
      customerId: customer.id,
      kind: 'messages',
      messageId: id,
      label: outgoing.label,
      ...(type === 'system' ? {} : { contact: contactOf(customer) }),
      item: {
        ...(context ? { context } : {}),
        ...sender,
        id,
        timestamp: String(Math.floor(this.world.now() / 1000)),
        ...(errors ? { errors } : {}),
        ...(referral ? { referral } : {}),
        type,
        [type]: payload,
      },
    };
  }

  private backOnline(customer: Customer): void {
    const mine = this.world.state.held.filter((outgoing) => outgoing.customerId === customer.id);
    this.world.state.held = this.world.state.held.filter((outgoing) => outgoing.customerId !== customer.id);
    for (const outgoing of mine) this.transmit(outgoing);
    for (const chat of this.world.state.chats) {
      if (chat.customerId !== customer.id) continue;
      for (const message of chat.messages)
        if (message.from === 'business' && message.status === 'sent') this.receipts.reached(chat, message, 'delivered');
    }
  }

  private transmit(outgoing: Outgoing): void {
    const found = this.world.message(outgoing.id);
    const chat = this.world.chat(outgoing.customerId, outgoing.numberId);
    if (found) {
      found.message.status = 'sent';
      found.message.at = this.world.now();
      this.world.touchMessage(chat, found.message);
    }
    if (outgoing.type !== 'system') {
      chat.lastInboundAt = Math.max(chat.lastInboundAt, this.world.now());
      this.world.touchChat(chat);
    }
    this.webhooks.send(this.updateOf(outgoing));
  }

  /** Draws it on the phone itself. */
  private show(chat: Chat, outgoing: Outgoing, input: InboundInput): void {
    if (input.type === 'reaction' || input.type === 'edit' || input.type === 'revoke') {
      const target = this.target(
        chat,
        input.type === 'reaction'
          ? input.reaction.message_id
          : input.type === 'edit'
            ? input.edit.original_message_id
            : input.revoke.original_message_id,
      );
      if (input.type === 'reaction') target.reactions = { ...target.reactions, ...{ customer: input.reaction.emoji || undefined } };
      if (input.type === 'revoke') target.revoked = true;
      if (input.type === 'edit') {
        target.edited = true;
        target.body = { ...target.body, [target.type === 'text' ? 'body' : 'caption']: input.edit.text };
      }
      this.world.touchMessage(chat, target);
      return;
    }
    const message: ChatMessage = {
      id: outgoing.id,
      at: this.world.now(),
      from: 'customer',
      type: outgoing.type,
      body: outgoing.body,
      status: 'waiting',
    };
    if (input.context?.id) {
      message.replyTo = input.context.id;
      const quoted = this.world.message(input.context.id);
      if (quoted && (input.type === 'button' || input.type === 'interactive')) {
        quoted.message.answered = outgoing.id;
        this.world.touchMessage(quoted.chat, quoted.message);
      }
    }
    if (input.context?.forwarded || input.context?.frequently_forwarded) message.forwarded = true;
    this.world.addMessage(chat, message);
  }

  private contextOf(chat: Chat, customer: Customer, input: InboundInput): Record<string, unknown> | undefined {
    if (!input.context) return undefined;
    const { id, ...rest } = input.context;
    if (!id) return rest;
    const quoted = this.world.message(id)?.message;
    const number = this.world.requireNumber(chat.numberId);
    if (quoted?.from !== 'customer') return { from: digitsOf(number.displayPhoneNumber), id, ...rest };
    return { ...(customer.numberHidden ? {} : { from: customer.waId }), id, ...rest };
  }

  private async bodyOf(
    chat: Chat,
    customer: Customer,
    input: InboundInput,
    file?: GivenFile,
  ): Promise<{ type: string; body: Outgoing['body']; record?: MediaRecord }> {
    if (isMedia(input.type)) return this.mediaBody(chat, input as Extract<InboundInput, { type: 'image' }>, file);
    switch (input.type) {
      case 'edit':
        return { type: 'edit', body: this.editBody(chat, input.edit) };
      case 'revoke': {
        const target = this.target(chat, input.revoke.original_message_id);
        if (target.from !== 'customer') throw new Refused('Only a message of one’s own can be taken back.');
        if (this.world.now() - target.at > REVOKE_WITHIN_MS) throw new Refused('A message can be taken back within two days.');
        return { type: 'revoke', body: input.revoke };
      }
      case 'reaction':
        this.target(chat, input.reaction.message_id);
        return { type: 'reaction', body: input.reaction.emoji ? input.reaction : { message_id: input.reaction.message_id } };
      case 'system':
        return { type: 'system', body: this.changeNumber(customer, input.system.phone) };
      case 'unsupported':
        return { type: 'unsupported', body: { type: input.unsupported.type } };
      default:
        return { type: input.type, body: (input as Record<string, unknown>)[input.type] as Outgoing['body'] };
    }
  }

  private async mediaBody(
    chat: Chat,
    input: InboundInput,
    file?: GivenFile,
  ): Promise<{ type: string; body: Record<string, unknown>; record: MediaRecord }> {
    const kind = input.type as Parameters<typeof sampleFile>[0];
    const given =
      (input as unknown as Record<string, { id?: string; caption?: string; filename?: string; animated?: boolean }>)[kind] ?? {};
    const record = given.id
      ? this.media.get(given.id)
      : await this.media.put(chat.numberId, file ?? sampleFile(kind, this.photos++), INBOUND_LIFE_MS);
    if (!record) throw new NotFound(`There is no media ${given.id}.`);
    const name = given.filename ?? record.fileName;
    return {
      type: kind === 'voice' ? 'audio' : kind,
      record,
      body: {
        ...(given.caption ? { caption: given.caption } : {}),
        ...(kind === 'document' && name ? { filename: name } : {}),
        mime_type: record.mimeType,
        sha256: Buffer.from(record.sha256, 'hex').toString('base64'),
        id: record.id,
        ...(kind === 'voice' || kind === 'audio' ? { voice: kind === 'voice' } : {}),
        ...(kind === 'sticker' ? { animated: given.animated ?? false } : {}),
      },
    };
  }

  private editBody(chat: Chat, edit: { original_message_id: string; text: string }): Record<string, unknown> {
    const target = this.target(chat, edit.original_message_id);
    if (target.from !== 'customer') throw new Refused('Only a message of one’s own can be changed.');
    if (!['text', 'image', 'video', 'document'].includes(target.type)) throw new Refused('Only text and captions can be changed.');
    if (this.world.now() - target.at > EDIT_WITHIN_MS) throw new Refused('A message can be changed within 15 minutes.');
    const changed = target.type === 'text' ? { body: edit.text } : { ...target.body, caption: edit.text };
    return {
      original_message_id: edit.original_message_id,
      message: { ...(target.replyTo ? { context: { id: target.replyTo } } : {}), type: target.type, [target.type]: changed },
    };
  }

  /** The person moved to another number: the old one is free, the user id is new. */
  private changeNumber(customer: Customer, typed: string): Record<string, unknown> {
    const phone = digitsOf(typed);
    if (phone.length < 7 || phone.length > 15) throw new Refused('A phone number has 7 to 15 digits.');
    if (this.world.customerByDigits(phone)) throw new Refused(`The number ${phone} belongs to another customer.`);
    const before = { waId: customer.waId, userId: customer.userId };
    Object.assign(customer, { phone, waId: phone, userId: userId(this.world.random, customer.country) });
    this.world.indexCustomer(customer);
    this.world.touchCustomer(customer);
    const ids = { user_id: customer.userId, previous_user_id: before.userId };
    if (customer.numberHidden) return { body: `User ${customer.name} changed their user id`, type: 'user_changed_user_id', ...ids };
    return {
      body: `User ${customer.name} changed from ${before.waId} to ${phone}`,
      type: 'user_changed_number',
      wa_id: phone,
      ...ids,
      wa_id_before: before.waId,
    };
  }

  private target(chat: Chat, id: string): ChatMessage {
    const found = this.world.message(id);
    if (!found || found.chat !== chat) throw new NotFound('There is no such message in this chat.');
    return found.message;
  }
}

const omit = (object: Record<string, unknown>, key: string): Record<string, unknown> => {
  const { [key]: _left, ...rest } = object;
  return rest;
};

/** A change of number comes from the old one; a change of user id names no number. */
const systemSender = (body: Record<string, unknown>): Record<string, unknown> =>
  body.wa_id_before ? { from: body.wa_id_before } : { from_user_id: body.previous_user_id };
