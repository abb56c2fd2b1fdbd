import { i18n, toast } from '@parley/plugin-ui';

const base = '/simulator/api';

/** Where the page finds a file of a message. */
export const mediaUrl = (id: string): string => `${base}/media/${encodeURIComponent(id)}`;
/** The stream of changes. */
export const eventsUrl = `${base}/events`;

/** A call to the control API. A refusal is shown as a toast, in the simulator's own words, and gives null. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T | null> {
  try {
    const form = body instanceof FormData;
    const response = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : form ? { body } : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (response.ok) return answer;
    toast({ tone: 'bad', title: i18n.t('simulator:failed'), text: answer.error });
  } catch {
    toast({ tone: 'bad', title: i18n.t('simulator:lost') });
  }
  return null;
}

/** A customer sends something, in WhatsApp's own shape, with or without a file. */
export function sendAs(customerId: string, message: Record<string, unknown>, file?: File): Promise<unknown> {
  const path = `/customers/${encodeURIComponent(customerId)}/messages`;
  if (!file) return call('POST', path, message);
  const form = new FormData();
  form.set('message', JSON.stringify(message));
  form.set('file', file);
  return call('POST', path, form);
}
