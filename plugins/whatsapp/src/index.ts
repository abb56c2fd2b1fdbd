import { definePlugin } from '@parley/plugin';
import { whatsapp } from './channel';

export { settings, type WhatsAppSettings } from './settings';

/** The plugin: one channel, `whatsapp`. It keeps no tables, no jobs and no state. */
export default definePlugin({ channels: [whatsapp] });
