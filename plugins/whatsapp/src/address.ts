import type { ChannelInbox, OutboundAddress, PluginContext } from '@parley/plugin';
import type { WhatsAppSettings } from './settings';

const BSUID = /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/;

/**
 * Checks the form of a number or a business-scoped user id; whether somebody is behind it only a send can tell. WhatsApp may know a number
 * by other digits (Brazil, Mexico, Argentina): the answer to the first send says so.
 *
 * @param input `+49 151 2345678`, `0049 151 …`, `4915123456789` or `US.13491208655302741918`
 * @returns the address to send to: digits with the country code, without `+`
 */
export async function validateAddress(
  _ctx: PluginContext,
  _inbox: ChannelInbox<WhatsAppSettings>,
  input: string,
): Promise<{ valid: boolean; address?: OutboundAddress }> {
  const text = input.trim();
  if (BSUID.test(text)) return { valid: true, address: { kind: 'bsuid', value: text } };
  if (!/^(\+|00)?[\d\s().\-/]+$/.test(text)) return { valid: false };
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? { valid: true, address: { kind: 'wa_id', value: digits } } : { valid: false };
}
