import { defineChannel } from '@parley/plugin';
import { receive } from './channel/receive';
import { MAX_TEXT, send } from './channel/send';
import { settings, type Settings } from './channel/settings';
import { verify } from './channel/verify';

/** Speaks the provider's language and nothing else: no state of conversations is kept here. */
export const channel = defineChannel<Settings>({
  id: 'acme-sample',
  label: 'Acme sample',
  abilities: { maxTextLength: MAX_TEXT },
  settings,
  connectionKeys: ['webhookSecret'],
  verify,
  receive,
  send,
});
