import { Malformed, type Channel, type InboundEvent } from '@parley/plugin';
import { z } from 'zod';
import type { Settings } from './settings';

const id = z.string().min(1).max(255);
const at = z.int().nonnegative();

/** What the provider posts. Change these shapes to yours: everything else follows from them. */
const message = z.object({
  type: z.literal('message'),
  id,
  from: id,
  name: z.string().optional(),
  text: z.string().optional(),
  kind: z.string().min(1).max(40).default('text'),
  at,
});
const receipt = z.object({ type: z.literal('receipt'), id, reference: z.string().optional(), status: z.string().min(1).max(40), at });
const body = z.object({ events: z.array(z.unknown()).max(1000) });

const DELIVERY = { sent: 'SENT', delivered: 'DELIVERED', read: 'READ', failed: 'FAILED' } as const;
const deliveryOf = (status: string) => (Object.hasOwn(DELIVERY, status) ? DELIVERY[status as keyof typeof DELIVERY] : undefined);

const translate = (raw: unknown, address: string, now: number): InboundEvent => {
  const said = message.safeParse(raw);
  if (said.success) {
    const { id: providerId, from, name, text, kind, at: when } = said.data;
    const identity = { kind: 'acme', value: from };
    return {
      type: 'message',
      address,
      providerId,
      at: when,
      raw,
      kind,
      ...(text === undefined ? {} : { text }),
      sender: { identities: [identity], replyTo: identity, ...(name === undefined ? {} : { name }) },
    };
  }
  const told = receipt.safeParse(raw);
  if (told.success) {
    const { id: providerId, reference, status, at: when } = told.data;
    const delivery = deliveryOf(status);
    return {
      type: 'receipt',
      address,
      providerId,
      at: when,
      raw,
      status,
      ...(delivery === undefined ? {} : { delivery }),
      ...(reference === undefined ? {} : { messageId: reference }),
    };
  }
  // nothing is lost: an admin sees what we do not know yet
  return { type: 'notice', address, kind: 'unknown', at: now, raw, data: raw };
};

/** Only translates: no I/O, nothing remembered. The core removes duplicates by `providerId` and puts what comes late where it belongs. */
export const receive: Channel<Settings>['receive'] = (ctx, { address }, request) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new Malformed('The body is not JSON');
  }
  const result = body.safeParse(parsed);
  if (!result.success) throw new Malformed('The body holds no list of events');
  return result.data.events.map((raw) => translate(raw, address, ctx.clock.now()));
};
