import { defineChannel } from '@parley/plugin';
import { abilities } from './abilities';
import { validateAddress } from './address';
import { check, connect } from './connect';
import { handshake } from './handshake';
import { fetchMedia } from './media';
import { markRead, typing } from './read';
import { receive } from './receive';
import { send } from './send';
import { settings, type WhatsAppSettings } from './settings';
import { verify } from './verify';

/**
 * WhatsApp over Meta's Cloud API. An inbox is one business phone number: its address is the phone number id. A connection is one app and
 * one WhatsApp Business Account, whose webhook serves all of its numbers.
 */
export const whatsapp = defineChannel<WhatsAppSettings>({
  id: 'whatsapp',
  label: 'WhatsApp',
  abilities,
  settings,
  connectionKeys: ['appSecret', 'verifyToken', 'accessToken', 'wabaId', 'graphUrl', 'graphVersion'],
  verify,
  handshake,
  receive,
  send,
  fetchMedia,
  markRead,
  typing,
  connect,
  check,
  validateAddress,
});
