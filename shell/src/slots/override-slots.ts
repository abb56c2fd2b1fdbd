import type { SlotEntry } from '@parley/plugin-ui';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * The entries of a plugin that a developer serves: its build leaves the manifest's part as `parley.json` beside the federation manifest.
 * @throws when there is none
 */
export async function fetchOverrideEntries({ id, entry }: { id: string; entry: string }): Promise<readonly SlotEntry[]> {
  const answer = await fetch(new URL('parley.json', entry), { cache: 'no-store' });
  if (!answer.ok) throw new Error(`parley.json: ${answer.status}`);
  const manifest: unknown = await answer.json();
  const ui = isObject(manifest) && isObject(manifest['ui']) ? manifest['ui'] : {};
  const slots: unknown[] = Array.isArray(ui['slots']) ? ui['slots'] : [];
  const pluginLabel = (isObject(manifest) && text(manifest['label'])) || id;
  return slots.filter(isObject).map((each) => ({
    plugin: id,
    pluginLabel,
    // A name that no screen knows is asked for by none.
    slot: String(each['slot']) as SlotEntry['slot'],
    label: text(each['label']) ?? pluginLabel,
    component: String(each['component']),
    path: text(each['path']),
    icon: text(each['icon']),
    kind: text(each['kind']),
    rule: text(each['rule']),
    disabledInboxIds: [],
  }));
}
