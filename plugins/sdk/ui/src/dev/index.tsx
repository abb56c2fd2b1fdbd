/**
 * @parley/plugin-ui/dev: the page of `rsbuild dev`. It shows every slot entry of one plugin alone, inside the kit.
 * @packageDocumentation
 */
import '../styles/index.css';
import { createRoot } from 'react-dom/client';
import { startLocale } from '../i18n/i18n';
import type { SlotEntry, SlotHost } from '../slots/context';
import { applyTheme } from '../theme/use-theme';
import { slotNames } from '../testing/slot-samples';
import type { DevInput } from './options';
import { DevPage } from './page';

export type { DevInput, DevOptions, ManifestSlot } from './options';

/** The plugin's entries, and its components as this build has them. */
function hostOf({ manifest, parts }: DevInput): SlotHost {
  const pluginLabel = manifest.label ?? manifest.id;
  const load = async (component: string) => {
    const part = parts[component];
    if (!part) throw new Error(`${component} is not in this build: restart after a change of package.json`);
    return (await part()).default;
  };
  const entries = (manifest.ui.slots ?? [])
    .filter(({ slot }) => (slotNames as string[]).includes(slot))
    .map((each): SlotEntry => ({
      plugin: manifest.id,
      pluginLabel,
      slot: each.slot as SlotEntry['slot'],
      label: each.label,
      component: each.component,
      path: each.path ?? null,
      icon: each.icon ?? null,
      kind: each.kind ?? null,
      rule: each.rule ?? null,
      disabledInboxIds: [],
    }));
  return {
    entries,
    ready: true,
    loader: { load: ({ component }) => load(component), loaded: () => undefined },
    buildOf: () => '',
    problemOf: () => undefined,
  };
}

/** Starts the page; the build preset writes the call. */
export function startDevPage(input: DevInput): void {
  applyTheme();
  const root = document.getElementById('root');
  void startLocale().finally(() => {
    if (root) createRoot(root).render(<DevPage input={input} slots={hostOf(input)} />);
  });
}
