import type { Webhooks } from '../webhooks/webhooks';
import { contactOf } from '../webhooks/envelope';
import type { Chat, ChatMessage, Customer } from './model';
import type { World } from './world';

const STEPS = ['sent', 'delivered', 'read'] as const;
type Step = (typeof STEPS)[number];

/** Tells Parley what becomes of its messages, in the order that the faults ask for. */
export class Receipts {
  constructor(
    private readonly world: World,
    private readonly webhooks: Webhooks,
  ) {}

  /** The message came this far; every step that was not told yet is told, as far as the chosen order allows. */
  reached(chat: Chat, message: ChatMessage, step: Step): void {
    message.status = step === 'sent' ? 'sent' : step;
    const missing = STEPS.slice(0, STEPS.indexOf(step) + 1).filter((one) => !message.told?.includes(one));
    for (const one of this.order(missing, step)) this.tell(chat, message, one);
    this.world.touchMessage(chat, message);
  }

  /** The message will not arrive. */
  failed(chat: Chat, message: ChatMessage, error: { code: number; title: string; details: string }): void {
    message.status = 'failed';
    message.error = { code: error.code, title: error.title };
    this.tell(chat, message, 'failed', error);
    this.world.touchMessage(chat, message);
  }

  private order(missing: Step[], reached: Step): (Step | 'failed')[] {
    switch (this.world.faults.receipts) {
      case 'reversed':
        return reached === 'read' ? missing.reverse() : [];
      case 'skip-delivered':
        return missing.filter((step) => step !== 'delivered');
      case 'failed-then-delivered':
        return missing.flatMap((step) => (step === 'delivered' ? ['failed' as const, step] : [step]));
      case 'never-read':
        return missing.filter((step) => step !== 'read');
      case 'none':
        return [];
      default:
        return missing;
    }
  }

  private tell(
    chat: Chat,
    message: ChatMessage,
    status: Step | 'failed',
    error = { code: 131026, title: 'Message undeliverable', details: 'One of the devices could not receive it.' },
  ): void {
    const customer = this.world.requireCustomer(chat.customerId);
    (message.told ??= []).push(status);
    this.webhooks.send({
      numberId: chat.numberId,
      customerId: chat.customerId,
      kind: 'statuses',
      messageId: message.id,
      label: status,
      ...(customer.numberHidden ? { contact: contactOf(customer) } : {}),
      item: {
        id: message.id,
        status,
        timestamp: String(Math.floor(this.world.now() / 1000)),
        ...recipientOf(customer),
        ...(message.callbackData ? { biz_opaque_callback_data: message.callbackData } : {}),
        ...(status === 'sent' || status === 'delivered' ? { pricing: pricingOf(message) } : {}),
        ...(status === 'failed'
          ? {
              errors: [
                {
                  code: error.code,
                  title: error.title,
                  message: error.title,
                  error_data: { details: error.details },
                  href: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes',
                },
              ],
            }
          : {}),
      },
    });
  }
}

const recipientOf = (customer: Customer): Record<string, unknown> => ({
  ...(customer.numberHidden ? {} : { recipient_id: customer.waId }),
  recipient_user_id: customer.userId,
});

/** Free text costs nothing inside the window; a template is charged under its category. */
const pricingOf = (message: ChatMessage): Record<string, unknown> =>
  message.category
    ? { billable: true, pricing_model: 'PMP', type: 'regular', category: message.category }
    : { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };
