import type { ComponentType } from 'react';
import type { SlotName, SlotProps } from '../slots/props';
import type { ViewerSample } from '../testing/sample';
import type { Mock } from '../testing/test-parley';

/**
 * What a plugin's `ui/dev.tsx` may say about its development page, as its default export.
 * @example export default { mocks: [{ request: { query: POINTS }, result: { data: … } }] } satisfies DevOptions;
 */
export interface DevOptions {
  /** Who is signed in while there is no Parley to ask. */
  viewer?: ViewerSample;
  /** Answers while there is no Parley to ask. Each serves as often as it is asked. */
  mocks?: readonly Mock[];
  /** Props instead of the samples, by slot. */
  props?: { [N in SlotName]?: Partial<SlotProps[N]> };
}

/** An entry of the manifest's `ui.slots`. */
export interface ManifestSlot {
  slot: string;
  label: string;
  component: string;
  path?: string;
  icon?: string;
  kind?: string;
  rule?: string;
}

/** What the build preset tells the page. */
export interface DevInput {
  manifest: { id: string; label?: string; version: string; ui: { slots?: readonly ManifestSlot[] } };
  /** The plugin's components, by the name that the manifest gives them. */
  parts: Record<string, () => Promise<{ default: ComponentType<never> }>>;
  own?: DevOptions;
  /** Where Parley is, for the link that shows the plugin inside it. */
  parleyUrl: string;
}
