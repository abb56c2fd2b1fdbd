import { createHash } from 'node:crypto';
import { Malformed, type ChannelInbox, type InboundEvent, type PluginContext, type RawRequest } from '@parley/plugin';
import { isRecord, parseJson } from '../json';
import type { WhatsAppSettings } from '../settings';
import { piecesOf, type Piece } from './change';
import { unreadable } from './notice';
import { scopeOf, type Scope } from './scope';

/**
 * Translates one webhook body: every entry, every change, every array in it. It is pure over the body and the clock, which only stands in
 * for a time that Meta left out. Whatever is odd becomes an `unsupported` message or a notice; its neighbours go through.
 *
 * @throws {Malformed} when the body is no JSON object of a WhatsApp Business Account
 */
export function receive(ctx: PluginContext, _connection: ChannelInbox<WhatsAppSettings>, request: RawRequest): InboundEvent[] {
  const body = parseJson(request.body.toString('utf8'));
  if (!isRecord(body) || body.object !== 'whatsapp_business_account') {
    throw new Malformed('The body is not a webhook of a WhatsApp Business Account.');
  }
  const now = ctx.clock.now();
  if (!Array.isArray(body.entry)) return [unreadable(scopeOf({}, {}, now), body)];

  const events: InboundEvent[] = [];
  body.entry.forEach((entry: unknown, e) => {
    if (!isRecord(entry) || !Array.isArray(entry.changes)) {
      events.push(unreadable(scopeOf({}, {}, now), entry));
      return;
    }
    entry.changes.forEach((change: unknown, c) => {
      const scope = scopeOf(entry, change, now);
      piecesOf(scope, change).forEach((piece, p) => events.push(contained(ctx, scope, piece, request.body, `${e}.${c}.${p}`)));
    });
  });
  return events;
}

/** A fault of ours in one element must not cost its neighbours: the element is kept as a notice and the fault is logged. */
function contained(ctx: PluginContext, scope: Scope, piece: Piece, body: Buffer, place: string): InboundEvent {
  try {
    return piece.translate();
  } catch (error) {
    ctx.log.error(
      { field: scope.field, place, error: error instanceof Error ? error.name : 'unknown' },
      'a piece of a webhook could not be translated',
    );
    const key = `${createHash('sha256').update(body).digest('hex')}:${place}`;
    return { type: 'notice', kind: 'unreadable', key, at: scope.now, data: piece.element, raw: piece.element };
  }
}
