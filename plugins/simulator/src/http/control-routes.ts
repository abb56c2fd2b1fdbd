import { z } from 'zod';
import type { SimulatorEngine } from '../engine/engine';
import { NotFound, Refused } from '../engine/errors';
import { faultsSchema } from '../engine/faults';
import { objectId } from '../engine/ids';
import { customerSchema, numberSchema } from '../engine/schemas';
import { knownErrors } from '../graph/errors';
import { burstSchema } from '../phones/bursts';
import type { GivenFile } from '../phones/inbound';
import { inboundSchema } from '../phones/inbound';
import { eventStream } from './events';
import type { SimReply, SimRequest } from './http';
import { json, jsonObject } from './http';
import { fileReply } from './media-routes';
import { isForm, readForm } from './multipart';

const chatSchema = z.object({ numberId: z.string().optional() });
const patchSchema = customerSchema
  .pick({ name: true, username: true })
  .partial()
  .extend({ online: z.boolean(), numberHidden: z.boolean(), blocked: z.boolean() })
  .partial();
const clockSchema = z.union([
  z.object({
    shiftMs: z
      .number()
      .int()
      .min(-400 * 86_400_000)
      .max(400 * 86_400_000),
  }),
  z.object({ reset: z.literal(true) }),
  z.object({ customerId: z.string(), numberId: z.string().optional(), windowLeftMs: z.number().int() }),
]);

/** What the page and tests steer the simulator with, below `/api`. */
export class ControlRoutes {
  constructor(private readonly engine: SimulatorEngine) {}

  /** @param path `/customers/maya/messages` */
  async handle(request: SimRequest, path: string): Promise<SimReply> {
    try {
      return (
        (await this.route(request, path.replace(/\/$/, ''))) ??
        json(404, { error: `There is no ${request.method} ${path} here. The README lists what there is.` })
      );
    } catch (error) {
      if (error instanceof NotFound) return json(404, { error: error.message });
      if (error instanceof Refused) return json(400, { error: error.message });
      if (error instanceof z.ZodError)
        return json(400, { error: error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ') });
      throw error;
    }
  }

  private async route(request: SimRequest, path: string): Promise<SimReply | null> {
    const { engine } = this;
    const [, customerId, action] = /^\/customers\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (customerId) return this.customerRoute(request, decodeURIComponent(customerId), action);
    const [, mediaId] = /^\/media\/(\d+)$/.exec(path) ?? [];
    if (mediaId && request.method === 'GET') return this.file(request, mediaId);
    switch (`${request.method} ${path}`) {
      case 'GET /state':
        return json(200, engine.snapshot());
      case 'GET /events':
        return {
          status: 200,
          headers: {
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-store, no-transform',
            'x-accel-buffering': 'no',
          },
          body: eventStream(engine.world),
        };
      case 'GET /numbers':
        return json(200, engine.snapshot().numbers);
      case 'POST /numbers':
        return this.addNumber(request);
      case 'GET /customers':
        return json(200, engine.world.state.customers);
      case 'POST /customers':
        return json(201, engine.world.addCustomer(customerSchema.parse(await bodyOf(request))));
      case 'GET /faults':
        return json(200, engine.world.faults);
      case 'PUT /faults':
        return json(200, engine.setFaults(await bodyOf(request)));
      case 'DELETE /faults':
        return json(200, engine.setFaults(faultsSchema.parse({})));
      case 'GET /errors':
        return json(200, knownErrors());
      case 'GET /wire':
        return json(200, engine.world.state.wire);
      case 'DELETE /wire':
        engine.world.clearWire();
        return json(200, []);
      case 'POST /bursts':
        return json(202, await engine.bursts.start(burstSchema.parse(await bodyOf(request))));
      case 'POST /clock':
        return json(200, engine.moveClock(clockSchema.parse(await bodyOf(request))));
      case 'POST /settle':
        return json(200, await engine.webhooks.settle(z.object({ all: z.boolean().default(false) }).parse(await bodyOf(request)).all));
      case 'POST /forgeries': {
        const body = z.object({ customerId: z.string().optional(), numberId: z.string().optional() }).parse(await bodyOf(request));
        const customer = body.customerId ?? engine.world.state.customers[0]?.id;
        if (!customer) throw new NotFound('There is no customer.');
        return json(200, { status: await engine.forge(customer, body.numberId) });
      }
      default:
        return null;
    }
  }

  private async customerRoute(request: SimRequest, id: string, action: string | undefined): Promise<SimReply | null> {
    const { phones, world } = this.engine;
    if (request.method === 'GET' && !action) return json(200, world.requireCustomer(id));
    if (request.method === 'PATCH' && !action) return json(200, phones.update(id, patchSchema.parse(await bodyOf(request))));
    if (request.method === 'GET' && action === 'messages')
      return json(200, world.chat(world.requireCustomer(id).id, world.requireNumber(request.query.numberId).phoneNumberId).messages);
    if (request.method !== 'POST') return null;
    switch (action) {
      case 'messages': {
        const { message, file } = await messageOf(request);
        const sent = await phones.send(id, inboundSchema.parse(message), file);
        return json(201, {
          id: sent.id,
          customerId: sent.customerId,
          numberId: sent.numberId,
          message: world.message(sent.id)?.message ?? null,
        });
      }
      case 'seen':
        return json(200, { read: phones.seen(id, chatSchema.parse(await bodyOf(request)).numberId) });
      case 'typing':
        world.requireCustomer(id);
        return json(200, { webhooks: 0 });
      default:
        return null;
    }
  }

  private async addNumber(request: SimRequest): Promise<SimReply> {
    const { random } = this.engine.world;
    const given = await bodyOf(request);
    const number = numberSchema.parse({
      phoneNumberId: objectId(random),
      wabaId: objectId(random),
      displayPhoneNumber: `+44 20 7946 ${random.text('ids', 4, '0123456789')}`,
      verifiedName: 'Another business',
      appSecret: random.text('ids', 32, '0123456789abcdef'),
      accessToken: `EAAG${random.text('ids', 40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')}`,
      ...given,
    });
    this.engine.world.putNumber(number);
    return json(201, number);
  }

  /** A file as the phone shows it: shown in place only when a browser cannot run it. */
  private async file(request: SimRequest, id: string): Promise<SimReply> {
    const found = await this.engine.media.bytes(id);
    if (!found) throw new NotFound(`There is no media ${id}.`);
    const harmless = /^(image\/(png|jpeg|webp|gif)|audio\/|video\/)/.test(found.record.mimeType);
    return fileReply(found.bytes, harmless ? found.record.mimeType : 'application/octet-stream', request, {
      'cache-control': 'private, max-age=86400',
      'content-disposition': `${harmless ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(found.record.fileName ?? id)}`,
    });
  }
}

const bodyOf = async (request: SimRequest): Promise<Record<string, unknown>> => {
  const body = jsonObject(request);
  if (!body) throw new Refused('The body is not a JSON object.');
  return body;
};

/** A message as JSON; or as a form with `message` (JSON) or plain fields, and `file`. */
const messageOf = async (request: SimRequest): Promise<{ message: unknown; file?: GivenFile }> => {
  if (!isForm(request)) return { message: await bodyOf(request) };
  const form = await readForm(request).catch(() => {
    throw new Refused('The form could not be read.');
  });
  let message: unknown;
  try {
    message = JSON.parse(form.fields.message ?? '{}');
  } catch {
    throw new Refused('The field message is not JSON.');
  }
  return { message, ...(form.file ? { file: form.file } : {}) };
};
