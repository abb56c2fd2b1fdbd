import type { ChannelInbox, PluginContext } from '@parley/plugin';
import { graph, type GraphResult } from './graph/client';
import type { Failure } from './graph/failure';
import { rowOf } from './errors/table';
import { record, word } from './json';
import type { WhatsAppSettings } from './settings';

/**
 * Checks the number and the token, and subscribes the app to the account's webhooks. Both are tried, so that one problem does not hide what
 * already works. Doing it again changes nothing.
 *
 * @returns the number as Meta writes it, and a sentence about the first problem
 */
export async function connect(
  ctx: PluginContext,
  inbox: ChannelInbox<WhatsAppSettings>,
): Promise<{ displayAddress?: string; problem?: string }> {
  const number = await ask(ctx, inbox);
  const subscribed = await subscribe(ctx, inbox, inbox.settings.wabaId);

  const displayAddress = number.ok ? word(number.json.display_phone_number) : undefined;
  const problem = !number.ok
    ? unchecked(number.failure)
    : !subscribed.ok
      ? `The webhooks of the WhatsApp Business Account could not be subscribed. ${explain(subscribed.failure)}`
      : undefined;
  return { ...(displayAddress && { displayAddress }), ...(problem && { problem }) };
}

/** Asks Meta for the number: it must be there, and the token must see it. Nothing is changed. */
export async function check(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>): Promise<{ problem?: string }> {
  const number = await ask(ctx, inbox);
  return number.ok ? {} : { problem: unchecked(number.failure) };
}

const ask = (ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>): Promise<GraphResult> =>
  graph(ctx, inbox, { method: 'GET', path: inbox.settings.phoneNumberId, query: { fields: 'display_phone_number,verified_name' } });

const unchecked = (failure: Failure): string => `The phone number ID could not be checked. ${explain(failure)}`;

/**
 * Subscribes the app, and tells where its webhooks go so that nobody has to type the address in. Meta asks that address back at once;
 * where it cannot be reached from outside, the app keeps the address of its dashboard.
 */
async function subscribe(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, wabaId: string): Promise<GraphResult> {
  const path = `${wabaId}/subscribed_apps`;
  const body = { override_callback_uri: `${ctx.publicUrl}/webhooks/${inbox.connectionId}`, verify_token: inbox.settings.verifyToken };
  const told = await graph(ctx, inbox, { method: 'POST', path, body });
  return told.ok ? told : graph(ctx, inbox, { method: 'POST', path });
}

function explain(failure: Failure): string {
  if (failure.what !== 'answer') return 'WhatsApp could not be reached: check the Graph address and the network.';
  const { code, error_subcode: subcode, message, error_data: data } = failure.error;
  if (word(code) === '100') return 'Meta does not know this ID, or the token may not see it: check the ID and the token.';
  const told = word(record(data).details) ?? word(message);
  return (
    rowOf(word(code), word(subcode))?.message ?? (told ? `Meta says: ${told}` : `The Graph address answered with HTTP ${failure.status}.`)
  );
}
