import type { ChatMessage, Customer, SimNumber, WireEntry } from './model';
import type { Faults } from './faults';

/** A number as the page may know it: without its secrets. */
export interface PublicNumber {
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  verifiedName: string;
  /** Where its webhooks go; null: nobody subscribed. */
  webhookUrl: string | null;
}

/** Something that the page shows has changed. `key` names the thing: a later change with the same key replaces an earlier one. */
export type Change = { key: string } & (
  | { type: 'customer'; customer: Customer }
  | { type: 'number'; number: PublicNumber }
  | { type: 'message'; customerId: string; numberId: string; message: ChatMessage }
  | { type: 'chat'; customerId: string; numberId: string; lastInboundAt: number; typingUntil: number }
  | { type: 'wire'; entry: WireEntry }
  | { type: 'wire-cleared' }
  | { type: 'faults'; faults: Faults }
  | { type: 'clock'; now: number; shiftMs: number }
);

/** Tells listeners what changed. */
export class Changes {
  private readonly listeners = new Set<(change: Change) => void>();

  /** @returns how to stop listening */
  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  emit(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}

/** The number without its secrets. */
export const publicNumber = (number: SimNumber, webhookUrl: string | null): PublicNumber => ({
  phoneNumberId: number.phoneNumberId,
  wabaId: number.wabaId,
  displayPhoneNumber: number.displayPhoneNumber,
  verifiedName: number.verifiedName,
  webhookUrl,
});
