import { createHmac } from 'node:crypto';
import { APP_SECRET, PHONE_NUMBER_ID, WABA_ID } from '../run/account.ts';

/** What webhooks say and to whom. */
export interface RequestPlan {
  host: string;
  path: string;
  /** In every provider id, so that no two runs share one. */
  series: string;
  /** Contacts `0…known-1` are known to the database. */
  known: number;
  /** Share of first messages of new contacts, 0…1. */
  fresh: number;
}

/** The WhatsApp id of a contact that was seeded. */
export const waIdOf = (contact: number): string => String(490_000_000_000 + contact);

const freshWaId = (series: string, n: number): string => {
  let hash = 7;
  for (const c of series) hash = (hash * 31 + c.charCodeAt(0)) % 900_000;
  return String(10_000_000_000_000 + hash * 10_000_000 + n);
};

const WORDS =
  'Hello, I ordered a lamp two weeks ago and the parcel still says that it is waiting at the depot. Could somebody look at it, please? The number is on the bill that I sent you yesterday. Thank you, and have a good day.';

/** The body of a text message as Meta sends it, about 0.9 kB; its text begins with `#<series>:<n> `. */
export const bodyOf = ({ series, known, fresh }: RequestPlan, n: number): string => {
  // spread evenly: with 0.1 every tenth message is a first one
  const isFresh = known === 0 || Math.floor((n + 1) * fresh) > Math.floor(n * fresh);
  const from = isFresh ? freshWaId(series, n) : waIdOf((n * 7919) % known);
  const name = isFresh ? `New ${n}` : `Contact ${(n * 7919) % known}`;
  const id = `wamid.HBgNNDkxNzY${Buffer.from(`${series}-${n}`).toString('base64url').padEnd(28, 'A')}`;
  return `{"object":"whatsapp_business_account","entry":[{"id":"${WABA_ID}","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"442079460142","phone_number_id":"${PHONE_NUMBER_ID}"},"contacts":[{"profile":{"name":"${name}"},"wa_id":"${from}","user_id":"DE.${from}0017"}],"messages":[{"from":"${from}","from_user_id":"DE.${from}0017","id":"${id}","timestamp":"${Math.floor(Date.now() / 1000)}","type":"text","text":{"body":"#${series}:${n} ${WORDS}"}}]},"field":"messages"}]}]}`;
};

/** Requests as bytes, signed beforehand: while it measures, the generator only writes them. */
export const prepare = (plan: RequestPlan, count: number): Buffer[] => {
  const head = `POST ${plan.path} HTTP/1.1\r\nHost: ${plan.host}\r\nContent-Type: application/json\r\nUser-Agent: facebookexternalua\r\n`;
  return Array.from({ length: count }, (_, n) => {
    const body = bodyOf(plan, n);
    const signature = createHmac('sha256', APP_SECRET).update(body).digest('hex');
    return Buffer.from(`${head}X-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
};
