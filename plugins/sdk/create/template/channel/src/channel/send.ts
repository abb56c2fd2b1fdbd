import { Rejected, Retry, type Channel, type Sent } from '@parley/plugin';
import { z } from 'zod';
import type { Settings } from './settings';

const accepted = z.object({ id: z.string().min(1) });

/** What the provider's answer means: taken, later, or never. A sentence for the agent goes with each. */
const read = async (response: Response): Promise<Sent> => {
  const text = await response.text();
  const code = String(response.status);
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after'));
    const afterMs = seconds > 0 ? seconds * 1000 : 5_000;
    throw new Retry({ code, message: 'The provider is receiving too much at once.' }, { afterMs, scope: 'inbox' });
  }
  if (response.status === 401 || response.status === 403)
    throw new Rejected({ code, message: 'The provider refused our access token. An admin can change it.' }, { reason: 'configuration' });
  // it failed after it had the message: it may have taken it, and nobody wants it twice
  if (response.status >= 500) throw new Retry({ code, message: 'The provider is out of order.' }, { uncertain: true });
  if (!response.ok) throw new Rejected({ code, message: 'The provider refused this message.' }, { reason: 'content' });
  const answer = accepted.safeParse(parse(text));
  if (!answer.success)
    throw new Retry({ code: 'ANSWER', message: 'The provider gave an answer that makes no sense.' }, { uncertain: true });
  return { providerId: answer.data.id };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The longest text that the provider takes, in characters. */
export const MAX_TEXT = 4096;

/** Nobody was there to take it: the message never left the house, and may be sent again. After anything else a receipt or a person decides. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const mayHaveLeft = (error: unknown): boolean => !NEVER_LEFT.has((error as { cause?: { code?: string } }).cause?.code ?? '');

/** One message, one call. Our own id goes with it, so that receipts can name it and the provider can drop a second one. */
export const send: Channel<Settings>['send'] = async (ctx, { settings }, message) => {
  if (message.kind !== 'text' || !message.text)
    throw new Rejected({ code: 'KIND', message: 'Only text can be sent here.' }, { reason: 'content' });
  if (message.text.length > MAX_TEXT)
    throw new Rejected({ code: 'LENGTH', message: `A text has at most ${MAX_TEXT} characters here.` }, { reason: 'content' });
  if (ctx.signal.aborted) throw new Retry({ code: 'ABORTED', message: 'There was no time left to send it.' });
  let response: Response;
  try {
    response = await fetch(`${settings.apiUrl.replace(/\/+$/, '')}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${settings.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ reference: message.messageId, to: message.to.value, text: message.text }),
      redirect: 'manual',
      signal: ctx.signal,
    });
  } catch (error) {
    ctx.log.warn({ errorType: (error as Error).name }, 'no answer to a send');
    throw new Retry({ code: 'NETWORK', message: 'The provider could not be reached.' }, { uncertain: mayHaveLeft(error) });
  }
  return read(response);
};
