import { createContext, type ComponentType } from 'react';
import type { LoadError } from './load-error';
import type { SlotName } from './props';

/** An entry of a slot as the server tells it (`uiSlots`): data only. */
export interface SlotEntry<N extends SlotName = SlotName> {
  plugin: string;
  pluginLabel: string;
  slot: N;
  label: string;
  /** What the plugin's build exposes: `./ContactPanel`. */
  component: string;
  path: string | null;
  /** The name of an icon: one of `slotIconNames`. */
  icon: string | null;
  kind: string | null;
  rule: string | null;
  /** Inboxes for which the plugin is switched off. */
  disabledInboxIds: readonly string[];
}

/** A module of a plugin's build. */
export type PartRef = Pick<SlotEntry, 'plugin' | 'component'>;

/** Fetches components; the same object for as long as the page lives. */
export interface SlotLoader {
  /** Fetches a component; once fetched, always the same one. @throws {LoadError} */
  load(part: PartRef): Promise<ComponentType<never>>;
  /** The component, if it is here already. */
  loaded(part: PartRef): ComponentType<never> | undefined;
}

/** Where the entries come from and how their code is fetched. The shell has one; tests and development pages bring their own. */
export interface SlotHost {
  entries: readonly SlotEntry[];
  /** False until the first answer: only then is it known whether there are entries. */
  ready: boolean;
  loader: SlotLoader;
  /** The build of a plugin that this page runs, or would. */
  buildOf(plugin: string): string;
  /** Why a module cannot be shown, as far as is known. */
  problemOf(part: PartRef): LoadError | undefined;
}

/** Nothing in any slot. */
export const NO_SLOTS: SlotHost = {
  entries: [],
  ready: true,
  loader: { load: () => Promise.reject(new Error('There are no slots here')), loaded: () => undefined },
  buildOf: () => '',
  problemOf: () => undefined,
};

/** Filled by the shell, with a new object whenever something changes. */
export const SlotContext = createContext<SlotHost>(NO_SLOTS);
