import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Malformed } from '@parley/plugin';
import { translate } from './harness';

const folder = process.env.PARLEY_WEBHOOK_CORPUS;
const files = folder ? readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'index.json') : [];

/** The ids of all messages, echoes, statuses and calls, found by walking the JSON without knowing its shape. */
function idsIn(value: unknown, key = ''): string[] {
  if (Array.isArray(value)) {
    const own = ['messages', 'message_echoes', 'statuses', 'calls'].includes(key)
      ? value.map((entry: { id?: string }) => entry?.id).filter((id) => id !== undefined)
      : [];
    return [...own, ...value.flatMap((entry) => idsIn(entry))] as string[];
  }
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([name, entry]) => idsIn(entry, name)) : [];
}

/** Real webhook bodies, kept outside the project: `PARLEY_WEBHOOK_CORPUS=<folder>`. */
(folder ? describe : describe.skip)('webhook bodies seen elsewhere', () => {
  test.each(files)('%s', (name) => {
    const text = readFileSync(join(folder as string, name), 'utf8');
    const body = JSON.parse(text) as { object?: string };
    if (body.object !== 'whatsapp_business_account') {
      expect(() => translate(text)).toThrow(Malformed);
      return;
    }
    const events = translate(text);
    const told = JSON.stringify(events.map((event) => (event.type === 'notice' ? event.data : event.providerId)));
    for (const id of idsIn(body)) expect(told).toContain(JSON.stringify(id));
    expect(translate(text)).toEqual(events);
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter((event) => event.type === 'notice' && event.kind === 'unreadable')).toEqual([]);
  });
});
