import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelInbox, PluginContext, RawRequest } from '@parley/plugin';
import type { WhatsAppSettings } from './settings';

/**
 * Checks `X-Hub-Signature-256`: HMAC-SHA256 with the app secret over the raw bytes. Meta signs a body in which non-ASCII is escaped, so
 * parsing and writing it again would change what was signed.
 *
 * @returns false for a missing header, another length, anything but hex, a wrong signature, or a connection without a secret
 */
export function verify(_ctx: PluginContext, connection: ChannelInbox<WhatsAppSettings>, request: RawRequest): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(request.headers['x-hub-signature-256'] ?? '')?.[1];
  if (!given || !connection.settings.appSecret) return false;
  const expected = createHmac('sha256', connection.settings.appSecret).update(request.body).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}

/** Compares two texts in a time that tells nothing of either, their lengths included. */
export const sameSecret = (a: string, b: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
};
