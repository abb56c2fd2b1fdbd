import type { Account, Callback, SimNumber } from '../engine/model';
import type { World } from '../engine/world';
import type { Transport } from '../webhooks/transport';
import { GraphError } from './errors';
import type { Json } from './json';
import { isObject } from './json';

/** Who listens to an account: `subscribed_apps`, and the callbacks that override the app's. */
export class Subscriptions {
  constructor(
    private readonly world: World,
    private readonly transport: Transport,
  ) {}

  list(account: Account): Json {
    if (!account.subscribed) return { data: [] };
    return {
      data: [
        {
          whatsapp_business_api_data: {
            id: '670843887433847',
            link: 'https://www.facebook.com/games/?app_id=670843887433847',
            name: 'Parley',
          },
          ...(account.callback ? { override_callback_uri: account.callback.url } : {}),
        },
      ],
    };
  }

  /** Subscribes; with `override_callback_uri` after the handshake. @throws GraphError 2200 when the challenge does not come back */
  async subscribe(account: Account, body: Json): Promise<Json> {
    const callback = await this.callback(body, this.numbersOf(account)[0]);
    account.subscribed = true;
    if (callback) account.callback = callback;
    this.touch(account);
    return { success: true };
  }

  unsubscribe(account: Account): Json {
    account.subscribed = false;
    delete account.callback;
    this.touch(account);
    return { success: true };
  }

  /** `POST /{phone-number-id}` with `webhook_configuration`: a callback for this number alone. An empty address takes it away. */
  async configureNumber(number: SimNumber, body: Json): Promise<Json> {
    if (!isObject(body.webhook_configuration))
      throw new GraphError(100, 'webhook_configuration is the only thing that can be changed here.');
    const callback = await this.callback(body.webhook_configuration, number);
    if (callback) number.callback = callback;
    else delete number.callback;
    this.world.touchNumber(number);
    return { success: true };
  }

  private async callback(body: Json, number: SimNumber | undefined): Promise<Callback | null> {
    const url = body.override_callback_uri;
    if (url === undefined || url === '') return null;
    if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new GraphError(100, 'override_callback_uri must be an http address.');
    const verifyToken = typeof body.verify_token === 'string' ? body.verify_token : (number?.verifyToken ?? '');
    await this.handshake(url, verifyToken);
    return { url, verifyToken };
  }

  private async handshake(url: string, verifyToken: string): Promise<void> {
    const challenge = this.world.random.text('challenge', 10, '0123456789');
    const target = new URL(url);
    target.searchParams.set('hub.mode', 'subscribe');
    target.searchParams.set('hub.challenge', challenge);
    target.searchParams.set('hub.verify_token', verifyToken);
    const line = this.world.wire({ direction: 'out', what: 'handshake', status: '…', ms: null, level: 'muted' });
    const started = performance.now();
    const answer = await this.transport.get(target.href).catch(() => null);
    const ms = Math.round(performance.now() - started);
    if (answer?.status === 200 && answer.body === challenge) {
      line({ status: '200', ms, level: 'ok' });
      return;
    }
    line({ status: answer ? String(answer.status) : 'none', ms, note: 'refused', level: 'bad' });
    throw new GraphError(
      2200,
      answer
        ? `The callback answered ${answer.status} and ${answer.status === 200 ? 'not the challenge' : 'did not verify'}.`
        : 'The callback could not be reached.',
    );
  }

  private numbersOf(account: Account): SimNumber[] {
    return this.world.state.numbers.filter((number) => number.wabaId === account.id);
  }

  private touch(account: Account): void {
    for (const number of this.numbersOf(account)) this.world.touchNumber(number);
  }
}
