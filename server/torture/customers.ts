import type { Chance } from './chance';
import { pause } from './chance';
import type { Journal } from './journal';
import type { World } from './world';

/** Codes with which the provider refuses a send, in the answer or by a status: to be tried again, to be given up. */
const CODES = [131000, 131016, 131026, 131056, 130429];
const RECEIPTS = ['in-order', 'reversed', 'skip-delivered', 'failed-then-delivered', 'never-read'] as const;

/** The people with phones: they write, look at what arrives, and the network between them and us has its moods. */
export class Customers {
  private readonly count = new Map<string, number>();
  private made = 0;

  constructor(
    private readonly world: World,
    private readonly journal: Journal,
    private readonly chance: Chance,
  ) {}

  add(): string {
    const n = ++this.made;
    const id = `c${n}`;
    this.world.simulator.engine.world.addCustomer({ id, name: `Customer ${n}`, phone: String(447_400_000_000 + n) });
    return id;
  }

  /** The next message of a customer; resolves when WhatsApp has it. */
  async write(id: string): Promise<void> {
    const { engine } = this.world.simulator;
    const n = (this.count.get(id) ?? 0) + 1;
    this.count.set(id, n);
    const text = `${id} says ${n}`;
    const { id: providerId } = await engine.phones.send(id, { type: 'text', text: { body: text } });
    this.journal.written.push({ customerId: id, waId: engine.world.requireCustomer(id).waId, providerId, text, n });
  }

  /** Writes at the run's rate until told to end. */
  async flood(until: () => boolean): Promise<void> {
    const { options } = this.world;
    const ids = Array.from({ length: options.customers }, () => this.add());
    const began = Date.now();
    for (let due = 0; !until(); due++) {
      const wait = began + (due * 1000) / options.rate - Date.now();
      if (wait > 0) await pause(wait);
      // now and then somebody new, who writes several times at once
      if (this.chance.percent(1)) {
        const id = this.add();
        ids[this.chance.int(0, ids.length - 1)] = id;
        for (let i = this.chance.int(2, 6); i > 0; i--) await this.write(id);
      } else await this.write(this.chance.pick(ids));
      if (this.chance.percent(5)) this.world.simulator.engine.phones.seen(this.chance.pick(ids));
    }
  }

  /** Changes what goes wrong on the way, every second or so. Webhooks about one customer keep their order: only then can it be asked for. */
  async moods(until: () => boolean): Promise<void> {
    const { engine } = this.world.simulator;
    while (!until()) {
      const { chance } = this;
      engine.setFaults({
        delayMs: chance.percent(20) ? chance.int(1, 300) : 0,
        copies: chance.percent(30) ? chance.int(2, 4) : 1,
        batch: chance.pick([1, 1, 5, 50, 1000]),
        parallel: chance.pick([4, 8, 32]),
        loseWebhookAnswer: chance.percent(15),
        dropPercent: chance.percent(20) ? chance.int(1, 30) : 0,
        wrongSignature: chance.percent(10),
        nextSend: chance.percent(20)
          ? { code: chance.pick(CODES), by: chance.pick(['answer', 'status'] as const), times: chance.int(1, 3) }
          : null,
        loseSendAnswer: chance.percent(15) ? chance.int(1, 3) : 0,
        statusBeforeAnswer: chance.percent(15),
        receipts: chance.pick(RECEIPTS),
      });
      await pause(chance.int(500, 1_500));
    }
    engine.setFaults({
      delayMs: 0,
      copies: 1,
      batch: 50,
      parallel: 16,
      loseWebhookAnswer: false,
      dropPercent: 0,
      wrongSignature: false,
      nextSend: null,
      loseSendAnswer: 0,
      statusBeforeAnswer: false,
      receipts: 'in-order',
    });
  }
}
