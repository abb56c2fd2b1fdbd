import { Rejected, Retry, type ChannelInbox, type InboundEvent, type PluginContext } from '@parley/plugin';
import { receive } from '../src/receive';
import { settings, type WhatsAppSettings } from '../src/settings';

export const NOW = 1_800_000_000_000;

const unused = () => Promise.reject(new Error('not used'));

/** A context that notes what is logged. Time stands still. */
export function context(
  signal: PluginContext['signal'] = new AbortController().signal,
): PluginContext & { logged: { fields: Record<string, unknown>; message: string }[] } {
  const logged: { fields: Record<string, unknown>; message: string }[] = [];
  const note = (fields: Record<string, unknown>, message: string) => void logged.push({ fields, message });
  return {
    plugin: { id: 'whatsapp', version: '0.1.0' },
    actor: { kind: 'system', id: 'system' },
    settings: {},
    db: undefined as never,
    core: { sendText: async () => ({ id: 'msg_1' }), graphql: unused },
    emit: unused,
    enqueue: unused,
    service: () => null,
    inOrganization: () => context(signal),
    log: { debug: note, info: note, warn: note, error: note },
    clock: { now: () => NOW },
    signal,
    publicUrl: 'https://care.example',
    dataDir: '/tmp',
    logged,
  };
}

export const inboxOf = (over: Partial<Record<keyof WhatsAppSettings, string>> = {}): ChannelInbox<WhatsAppSettings> => ({
  inboxId: 'inbox_1',
  connectionId: 'conn_1',
  address: '200200200',
  settings: settings.parse({
    appSecret: 'app secret',
    verifyToken: 'verify me',
    accessToken: 'TOKEN',
    phoneNumberId: '200200200',
    wabaId: '300300300',
    ...over,
  }),
});

/** Translates a body; a fault that was contained makes the test fail. */
export function translate(body: unknown): InboundEvent[] {
  const ctx = context();
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const events = receive(ctx, inboxOf(), { method: 'POST', headers: {}, query: {}, body: bytes });
  expect(ctx.logged).toEqual([]);
  return events;
}

/** What a call threw, if it was one of the contract's errors; anything else is thrown on. */
export async function failureOf(call: Promise<unknown>): Promise<Retry | Rejected> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Retry || error instanceof Rejected) return error;
  throw error ?? new Error('the call did not fail');
}
