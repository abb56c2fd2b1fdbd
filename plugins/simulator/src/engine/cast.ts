import type { NumberConfig } from './model';
import type { CustomerInput } from './schemas';

/** The business that the demo plays. */
export const DEFAULT_NUMBER: NumberConfig = {
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  displayPhoneNumber: '+44 20 7946 0142',
  verifiedName: 'Halden Care',
  appSecret: 'simulator-app-secret',
  accessToken: 'simulator-access-token',
};

/** Eight invented people: names of several scripts, one without a number, one who blocked the business. */
export const DEFAULT_CUSTOMERS: readonly CustomerInput[] = [
  { id: 'maya', name: 'Maya Okafor', phone: '2348035550142', username: 'maya', country: 'NG', timeZone: 'Africa/Lagos', locale: 'en-NG' },
  { id: 'meiling', name: '陈美玲', phone: '6585550163', username: 'meiling.c', country: 'SG', timeZone: 'Asia/Singapore', locale: 'zh-SG' },
  { id: 'layla', name: 'ليلى منصور', phone: '966505550163', username: 'layla.m', country: 'SA', timeZone: 'Asia/Riyadh', locale: 'ar' },
  {
    id: 'diego',
    name: 'Diego Fernández Castañeda',
    phone: '525555500188',
    waId: '5215555500188',
    username: 'diegofc',
    country: 'MX',
    timeZone: 'America/Mexico_City',
    locale: 'es-MX',
  },
  {
    id: 'wolf',
    name: 'Wolfeschlegelsteinhausenbergerdorff',
    phone: '493055500142',
    username: 'wolfeschlegel',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    locale: 'de-DE',
  },
  {
    id: 'lucas',
    name: 'Lucas M.',
    phone: '5511955550177',
    username: 'lucas.m',
    country: 'BR',
    timeZone: 'America/Sao_Paulo',
    locale: 'pt-BR',
    numberHidden: true,
  },
  { id: 'yuki', name: 'Yuki Tanaka', phone: '81355500142', username: 'yuki_t', country: 'JP', timeZone: 'Asia/Tokyo', locale: 'ja-JP' },
  {
    id: 'lars',
    name: 'Lars Bergström',
    phone: '46855501420',
    username: 'lars.b',
    country: 'SE',
    timeZone: 'Europe/Stockholm',
    locale: 'sv-SE',
    blocked: true,
  },
];
