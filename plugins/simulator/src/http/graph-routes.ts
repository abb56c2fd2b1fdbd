import type { SimulatorEngine } from '../engine/engine';
import type { Account, SimNumber } from '../engine/model';
import { GraphError, unknownObject } from '../graph/errors';
import { traceId } from '../engine/ids';
import type { SimReply, SimRequest } from './http';
import { json, jsonObject } from './http';
import { download, upload } from './media-routes';
import { listTemplates } from './template-routes';

/** Who asks: the numbers that the token opens. */
export interface Caller {
  numbers: SimNumber[];
  accounts: Account[];
}

/** The Graph API below `/graph`: `/<version>/<object>/<edge>`. */
export class GraphRoutes {
  constructor(private readonly engine: SimulatorEngine) {}

  /** @param path `/v25.0/1065…/messages` */
  async handle(request: SimRequest, path: string): Promise<SimReply> {
    try {
      return await this.route(request, path);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const id = traceId(this.engine.world.random);
      const reply = json(error.status, error.body(id));
      return {
        ...reply,
        headers: {
          ...reply.headers,
          'x-fb-trace-id': id,
          ...(error.code === 190 ? { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${error.details}"` } : {}),
        },
      };
    }
  }

  private async route(request: SimRequest, path: string): Promise<SimReply> {
    const caller = this.caller(request);
    if (path.startsWith('/attachments')) return download(this.engine, request);
    const match = /^\/v\d+\.\d+\/([^/]+)(?:\/([^/]+))?\/?$/.exec(path);
    const [, id, edge] = match ?? [];
    if (!id) throw new GraphError(2500, `Unknown path components: ${path}`);
    const number = caller.numbers.find((one) => one.phoneNumberId === id);
    if (number) return this.numberRoute(request, number, edge);
    const account = caller.accounts.find((one) => one.id === id);
    if (account) return this.accountRoute(request, account, edge);
    const record = this.engine.media.get(id);
    if (record && !edge && caller.numbers.some((one) => one.phoneNumberId === record.numberId)) {
      if (request.query.phone_number_id && request.query.phone_number_id !== record.numberId) throw unknownObject(request.method, id);
      if (request.method === 'GET') {
        return json(200, {
          messaging_product: 'whatsapp',
          url: `${request.base}/graph/attachments/?${this.engine.media.linkQuery(record)}`,
          mime_type: record.mimeType,
          sha256: record.sha256,
          file_size: record.size,
          id: record.id,
        });
      }
      if (request.method === 'DELETE') {
        await this.engine.media.remove(record);
        return json(200, { success: true });
      }
    }
    throw unknownObject(request.method, id);
  }

  private async numberRoute(request: SimRequest, number: SimNumber, edge: string | undefined): Promise<SimReply> {
    const { method } = request;
    if (method === 'POST' && edge === 'messages') {
      const { body, loseAnswer } = this.engine.messages.post(number, bodyOf(request));
      if (this.engine.world.faults.statusBeforeAnswer) await this.engine.webhooks.settle(false);
      return loseAnswer ? { status: 200, cut: true } : json(200, body);
    }
    if (method === 'POST' && edge === 'media') return json(200, await upload(this.engine, request, number));
    if (method === 'POST' && !edge) return json(200, await this.engine.subscriptions.configureNumber(number, bodyOf(request)));
    if (method === 'GET' && !edge) return json(200, numberFields(number, this.engine, request.query.fields));
    throw unknownObject(method, edge ? `${number.phoneNumberId}/${edge}` : number.phoneNumberId);
  }

  private async accountRoute(request: SimRequest, account: Account, edge: string | undefined): Promise<SimReply> {
    const { method } = request;
    const { subscriptions } = this.engine;
    if (edge === 'subscribed_apps') {
      if (method === 'GET') return json(200, subscriptions.list(account));
      if (method === 'POST') return json(200, await subscriptions.subscribe(account, bodyOf(request)));
      if (method === 'DELETE') return json(200, subscriptions.unsubscribe(account));
    }
    if (edge === 'message_templates' && method === 'GET') return json(200, listTemplates(account, request));
    if (edge === 'phone_numbers' && method === 'GET') {
      const numbers = this.engine.world.state.numbers.filter((number) => number.wabaId === account.id);
      return json(200, { data: numbers.map((number) => numberFields(number, this.engine, request.query.fields)) });
    }
    if (!edge && method === 'GET') return json(200, { id: account.id, name: 'Simulated business', currency: 'EUR', timezone_id: '1' });
    throw unknownObject(method, edge ? `${account.id}/${edge}` : account.id);
  }

  /** @throws GraphError 190 */
  private caller(request: SimRequest): Caller {
    const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? request.query.access_token;
    if (!token) throw new GraphError(190, 'An active access token must be used to query information about the current user.');
    const mine = this.engine.world.state.numbers.filter((number) => number.accessToken === token);
    if (mine.length === 0) throw new GraphError(190, 'Invalid OAuth access token - Cannot parse access token');
    return {
      numbers: mine,
      accounts: this.engine.world.state.accounts.filter((account) => mine.some((number) => number.wabaId === account.id)),
    };
  }
}

const bodyOf = (request: SimRequest): Record<string, unknown> => {
  const body = jsonObject(request);
  if (!body) throw new GraphError(100, 'The body is not a JSON object.');
  return body;
};

/** The asked fields of a number; WhatsApp's usual ones when none are named. */
const numberFields = (number: SimNumber, engine: SimulatorEngine, fields: string | undefined): Record<string, unknown> => {
  const account = engine.world.account(number.wabaId);
  const known: Record<string, unknown> = {
    id: number.phoneNumberId,
    verified_name: number.verifiedName,
    display_phone_number: number.displayPhoneNumber,
    code_verification_status: 'VERIFIED',
    quality_rating: 'GREEN',
    platform_type: 'CLOUD_API',
    status: 'CONNECTED',
    name_status: 'APPROVED',
    account_mode: 'SANDBOX',
    messaging_limit_tier: 'TIER_UNLIMITED',
    throughput: { level: (number.throughput ?? 80) > 80 ? 'HIGH' : 'STANDARD' },
    webhook_configuration: {
      ...(number.callback ? { phone_number: number.callback.url } : {}),
      ...(account?.callback ? { whatsapp_business_account: account.callback.url } : {}),
    },
  };
  const names = fields
    ? fields
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
    : [
        'verified_name',
        'display_phone_number',
        'code_verification_status',
        'quality_rating',
        'platform_type',
        'throughput',
        'webhook_configuration',
      ];
  const unknown = names.find((name) => !(name in known));
  if (unknown) throw new GraphError(100, `Tried accessing nonexisting field (${unknown}) on node type (WhatsAppBusinessPhoneNumber)`);
  return { ...Object.fromEntries(names.map((name) => [name, known[name]])), id: number.phoneNumberId };
};
