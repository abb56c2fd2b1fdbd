import { z } from 'zod';
import type { Customer, Outgoing } from '../engine/model';
import type { World } from '../engine/world';
import type { Phones } from './phones';

/** Crowds: bounded, so that a slip of the finger is no disaster. */
export const burstSchema = z.discriminatedUnion('kind', [
  /** New customers, each with a first message. With `perCustomer`, each writes so many at once. */
  z.object({
    kind: z.literal('first-messages'),
    count: z.number().int().min(1).max(10_000).default(30),
    perCustomer: z.number().int().min(1).max(30).default(1),
    numberId: z.string().optional(),
  }),
  /** Photos from one customer. */
  z.object({
    kind: z.literal('photos'),
    count: z.number().int().min(1).max(999).default(99),
    customerId: z.string().optional(),
    numberId: z.string().optional(),
  }),
  /** Texts from everybody, so many each second for so long. */
  z.object({
    kind: z.literal('rate'),
    perSecond: z.number().int().min(1).max(2000).default(1000),
    seconds: z.number().int().min(1).max(60).default(10),
    /** How many made-up customers write them. */
    customers: z.number().int().min(1).max(1000).default(100),
    numberId: z.string().optional(),
  }),
]);

export type Burst = z.infer<typeof burstSchema>;

const FIRST = [
  'Ada',
  'Bilal',
  'Chidi',
  'Dana',
  'Emre',
  'Fatou',
  'Gita',
  'Hugo',
  'Ines',
  'Jun',
  'Kira',
  'Leo',
  'Mina',
  'Noor',
  'Olga',
  'Pia',
];
const LAST = [
  'Abebe',
  'Berg',
  'Costa',
  'Diallo',
  'Eriksen',
  'Farah',
  'Green',
  'Haddad',
  'Ito',
  'Jansen',
  'Kowalski',
  'Lopez',
  'Mori',
  'Nkemelu',
  'Okoye',
  'Park',
];
const LINES = [
  'Hello, is anybody there?',
  'Where is my order?',
  'I would like to change my address.',
  'Can I still return this?',
  'The app says “error 42” 😕',
  '¿Tienen esto en azul?',
  'هل يمكنني تغيير الموعد؟',
  '请问几点开门？',
];
const STEP_MS = 20;

/** Lets many people write at once. */
export class Bursts {
  private readonly running = new Set<NodeJS.Timeout>();

  constructor(
    private readonly world: World,
    private readonly phones: Phones,
  ) {}

  /** @returns how many messages it sends; those of a rate go out over its seconds */
  async start(burst: Burst): Promise<{ messages: number }> {
    const number = this.world.requireNumber(burst.numberId);
    switch (burst.kind) {
      case 'first-messages':
        for (let i = 0; i < burst.count; i++) {
          const customer = this.stranger();
          for (let j = 0; j < burst.perCustomer; j++) await this.text(customer, number.phoneNumberId);
        }
        return { messages: burst.count * burst.perCustomer };
      case 'photos': {
        const customer = burst.customerId ? this.world.requireCustomer(burst.customerId) : this.stranger();
        for (let i = 0; i < burst.count; i++) {
          await this.phones.send(customer.id, { type: 'image', image: {}, numberId: number.phoneNumberId });
        }
        return { messages: burst.count };
      }
      case 'rate':
        this.rate(burst, number.phoneNumberId);
        return { messages: burst.perSecond * burst.seconds };
    }
  }

  stop(): void {
    for (const timer of this.running) clearInterval(timer);
    this.running.clear();
  }

  /** Counted from when each was due: a late tick sends what it missed. */
  private rate(burst: Extract<Burst, { kind: 'rate' }>, numberId: string): void {
    const crowd = Array.from({ length: burst.customers }, () => this.stranger());
    const total = burst.perSecond * burst.seconds;
    const started = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.min(total, Math.ceil(((performance.now() - started) / 1000) * burst.perSecond));
      for (; sent < due; sent++) void this.text(crowd[sent % crowd.length]!, numberId);
      if (sent < total) return;
      clearInterval(timer);
      this.running.delete(timer);
    }, STEP_MS);
    timer.unref();
    this.running.add(timer);
  }

  private text(customer: Customer, numberId: string): Promise<Outgoing> {
    return this.phones.send(customer.id, { type: 'text', text: { body: LINES[this.world.random.int('crowd', LINES.length)]! }, numberId });
  }

  private stranger(): Customer {
    const { random } = this.world;
    for (;;) {
      const phone = `4479${random.text('crowd', 8, '0123456789')}`;
      if (this.world.customerByDigits(phone)) continue;
      const name = `${FIRST[random.int('crowd', FIRST.length)]!} ${LAST[random.int('crowd', LAST.length)]!}`;
      return this.world.addCustomer({ name, phone });
    }
  }
}
