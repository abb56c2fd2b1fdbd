import { randomUUID } from 'node:crypto';
import type { Channel, ChannelInbox, InboundEvent, OutboundMessage, PluginContext, RawRequest, Sent } from '@parley/plugin';
import { faultOf, ManualClock, secretKeys } from '@parley/server';
import { testContext, type TestContext } from '../../context/test-context';
import { fakeProvider, type FakeProvider } from '../../fake-provider';
import { kindOf, must, shown, within } from '../../must';
import { Unmet, type SuiteCase } from '../../suite';
import type { ChannelSuiteOptions, Settings, WebhookBody, WebhookSample } from './options';

/** A channel of which only the words matter here. */
export type AnyChannel = Channel<Settings>;

export const DEADLINE_MS = 5_000;

/** A webhook's bytes. */
export const bytesOf = (body: WebhookBody): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

/** A sample as JSON; undefined when its body is something else. */
export const jsonOf = (body: WebhookBody): unknown => {
  try {
    return JSON.parse(bytesOf(body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};

/** By what the core knows an event again. */
export const keyOf = (event: InboundEvent): string =>
  event.type === 'notice'
    ? `notice ${event.kind} ${event.key ?? JSON.stringify(event.raw)}`
    : `${event.type} ${event.providerId}${event.type === 'receipt' ? ` ${event.status} ${event.at}` : ''}`;

/** A provider, a context and an inbox for one case. */
export class ChannelStage {
  readonly deadlineMs: number;
  readonly settings: Settings;

  private constructor(
    readonly channel: AnyChannel,
    readonly options: ChannelSuiteOptions,
    readonly provider: FakeProvider,
    readonly ctx: TestContext,
  ) {
    this.deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    const parsed = channel.settings.safeParse(options.settings(provider.url));
    this.settings = parsed.success ? parsed.data : options.settings(provider.url);
  }

  /** Sets the stage for one case, and clears it. */
  static async on(channel: AnyChannel, options: ChannelSuiteOptions, run: (stage: ChannelStage) => Promise<void>): Promise<void> {
    const provider = await fakeProvider();
    const ctx = testContext();
    provider.reply((request) => options.provider.accepts(request));
    try {
      await run(new ChannelStage(channel, options, provider, ctx));
    } finally {
      await provider.close();
      await ctx.close();
    }
  }

  /** What must never leave the house but to the provider itself. */
  get secrets(): string[] {
    const keys = secretKeys(this.channel.settings);
    return Object.entries(this.settings).flatMap(([key, value]) =>
      keys.has(key) && typeof value === 'string' && value.length > 3 ? [value] : [],
    );
  }

  inbox(settings: Settings = this.settings): ChannelInbox<Settings> {
    return { inboxId: 'inbox_test', connectionId: 'conn_test', address: this.options.address, settings };
  }

  /** A request as the provider makes it. */
  signed(body: Buffer, settings: Settings = this.settings): RawRequest {
    return { method: 'POST', headers: { 'content-type': 'application/json', ...this.options.sign(body, settings) }, query: {}, body };
  }

  /** @throws Unmet when it throws, or says anything but yes or no */
  async verify(request: RawRequest, what: string): Promise<boolean> {
    let answer: unknown;
    try {
      answer = await within(this.deadlineMs, 'verify', () => this.channel.verify(this.ctx, this.inbox(), request));
    } catch (error) {
      if (error instanceof Unmet) throw error;
      throw new Unmet(`verify threw ${shown(error)} at ${what}.`);
    }
    must(typeof answer === 'boolean', `verify answered ${String(answer)} to ${what}; it answers true or false.`);
    return answer;
  }

  /** What the channel makes of a body, as it is. */
  receive(body: Buffer, ctx: PluginContext = this.ctx): Promise<InboundEvent[]> {
    return within(this.deadlineMs, 'receive', () => this.channel.receive(ctx, this.inbox(), this.signed(body)));
  }

  /**
   * What the channel makes of a body that may be anything: events that the core can store, or a refusal.
   *
   * @returns null when it refused
   * @throws Unmet for anything else
   */
  async survives(body: Buffer, what: string): Promise<InboundEvent[] | null> {
    let events: unknown;
    try {
      events = await this.receive(body);
    } catch (error) {
      if (kindOf(error) === 'malformed') return null;
      if (error instanceof Unmet) throw new Unmet(`${error.message.slice(0, -1)} to ${what}.`);
      throw new Unmet(`receive threw ${shown(error)} at ${what}.`);
    }
    must(Array.isArray(events), `receive gave no list of events for ${what}.`);
    for (const event of events as InboundEvent[]) {
      const fault = faultOf(event);
      must(fault === null, `receive gave an event for ${what} that cannot be stored: ${fault}.`);
    }
    return events as InboundEvent[];
  }

  /** The samples that the channel translates well as they are: what other cases start from. */
  async soundSamples(): Promise<WebhookSample[]> {
    const sound: WebhookSample[] = [];
    for (const sample of this.options.webhooks)
      if (await this.survives(bytesOf(sample.body), sample.name).catch(() => null)) sound.push(sample);
    return sound;
  }

  /** A context as it would be at another time. */
  later(ms: number): TestContext {
    return testContext({ clock: new ManualClock(this.ctx.clock.now() + ms) });
  }

  message(over: Partial<OutboundMessage> = {}): OutboundMessage {
    const { message } = this.options;
    return { messageId: `msg_${randomUUID()}`, kind: 'text', text: 'Hello from the suite', attempt: 1, ...message, ...over };
  }

  send(message: OutboundMessage): Promise<Sent> {
    return within(this.deadlineMs, 'send', () => this.channel.send(this.ctx, this.inbox(), message));
  }
}

/** Makes cases that each get a stage of their own. */
export const staged =
  (channel: AnyChannel, options: ChannelSuiteOptions) =>
  (name: string, why: string, run: (stage: ChannelStage) => Promise<void>): SuiteCase => ({
    name,
    why,
    run: () => ChannelStage.on(channel, options, run),
  });

/** How the files of this folder make their cases. */
export type CaseMaker = ReturnType<typeof staged>;
