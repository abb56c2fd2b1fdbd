import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel } from '@parley/plugin';
import type { Settings } from './settings';

/** `X-Signature`: HMAC-SHA256 in hex over the bytes as they came. Never over what was parsed and written again. */
export const verify: Channel<Settings>['verify'] = (_ctx, { settings }, { headers, body }) => {
  const given = headers['x-signature'] ?? '';
  if (!/^[0-9a-f]{64}$/.test(given)) return false;
  return timingSafeEqual(createHmac('sha256', settings.webhookSecret).update(body).digest(), Buffer.from(given, 'hex'));
};
