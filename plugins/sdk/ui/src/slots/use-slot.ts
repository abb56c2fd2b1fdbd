import { useContext, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { crashId, folds } from '../parts/crashes';
import type { IconOf } from '../parts/icon';
import { SlotContext, type SlotEntry } from './context';
import { slotIcon } from './icon';
import type { SlotName } from './props';
import { reasonOf } from './reason';

/** An entry of a slot, ready to be shown: pass it to `<SlotView>`. */
export interface SlotItem<N extends SlotName = SlotName> extends Omit<SlotEntry<N>, 'icon'> {
  /** Tells it from all others, for React and for what is remembered about it: `acme-loyalty/ContactPanel`. */
  key: string;
  /** Draw it with `<Icon of={item.icon} />`; a puzzle piece when the plugin names none. */
  icon: IconOf;
  /** Why it cannot be shown now, as a sentence for a tooltip; null when nothing is known against it. */
  problem: string | null;
}

/** Which entries are meant. */
export interface UseSlotOptions {
  /** Leaves out plugins that are switched off for this inbox. */
  inboxId?: string | null | undefined;
  /** `workbench.message.kind`: only for messages of this kind. */
  kind?: string | undefined;
  /** `admin.rule.settings`: only for this rule. */
  rule?: string | undefined;
}

/** The key of an entry: the same for as long as the plugin calls it so. */
export const keyOf = ({ plugin, slot, component, path, kind, rule }: SlotEntry): string =>
  [plugin, component.replace(/^\.\//, ''), slot, path ?? kind ?? rule].filter(Boolean).join('/');

/**
 * What plugins put into a slot, for this viewer, in the order of their installation. Empty until the shell knows; no code of a plugin
 * is fetched by asking.
 * @example const tools = useSlot('workbench.composer.tool', { inboxId });
 */
export function useSlot<N extends SlotName>(name: N, { inboxId, kind, rule }: UseSlotOptions = {}): readonly SlotItem<N>[] {
  const host = useContext(SlotContext);
  const folded = useSyncExternalStore(folds.subscribe, folds.get);
  const { t } = useTranslation('kit');
  return useMemo(() => {
    const wanted = (entry: SlotEntry): entry is SlotEntry<N> =>
      entry.slot === name &&
      (!inboxId || !entry.disabledInboxIds.includes(inboxId)) &&
      (kind === undefined || entry.kind === kind) &&
      (rule === undefined || entry.rule === rule);
    return host.entries.filter(wanted).map((entry) => {
      const key = keyOf(entry);
      const failed = host.problemOf(entry);
      const problem = folded.has(crashId(key, host.buildOf(entry.plugin)))
        ? t('folded', { label: entry.label })
        : failed
          ? reasonOf(t, failed)
          : null;
      return { ...entry, key, icon: slotIcon(entry.icon), problem };
    });
  }, [host, name, inboxId, kind, rule, folded, t]);
}
