import { Icon, Pill, hueOf, initialsOf, useTranslation, type IconOf, type Tone } from '@parley/plugin-ui';
import { CircleCheck, CircleOff, Puzzle, ShieldAlert, TriangleAlert, Unplug } from '@parley/plugin-ui/icons';
import type { CSSProperties } from 'react';
import type { PluginLineFragment, PluginState } from '../gql/generated';
import css from './plugins.module.css';

/** How a plugin is doing here: its state, or OFF where it is ready and the organization has switched it off. */
export type ShownState = PluginState | 'OFF';

const looks: Record<ShownState, { tone: Tone; icon: IconOf }> = {
  QUARANTINED: { tone: 'bad', icon: ShieldAlert },
  INCOMPATIBLE: { tone: 'bad', icon: Unplug },
  DEGRADED: { tone: 'warn', icon: TriangleAlert },
  READY: { tone: 'good', icon: CircleCheck },
  OFF: { tone: 'neutral', icon: CircleOff },
  DISABLED: { tone: 'neutral', icon: CircleOff },
};
const order = Object.keys(looks);

/** What decides how a plugin is listed. */
type Listed = Pick<PluginLineFragment, 'label' | 'state' | 'enabled'> & { failures: readonly unknown[] };

export const shownState = ({ state, enabled }: Pick<Listed, 'state' | 'enabled'>): ShownState =>
  state === 'READY' && !enabled ? 'OFF' : state;

/** Does an admin have to look at it? */
export const needsAttention = (plugin: Omit<Listed, 'label'>): boolean =>
  ['QUARANTINED', 'INCOMPATIBLE', 'DEGRADED'].includes(plugin.state) || plugin.failures.length > 0;

/** Problems first, the worst on top; what is off last; else by name. */
export function byUrgency(a: Listed, b: Listed): number {
  const rank = (plugin: Listed) => order.indexOf(shownState(plugin)) - (shownState(plugin) === 'READY' && needsAttention(plugin) ? 0.5 : 0);
  return rank(a) - rank(b) || a.label.localeCompare(b.label);
}

/** The tone of a state, for what stands beside it. */
export const toneOf = (state: ShownState): Tone => looks[state].tone;
export const iconOf = (state: ShownState): IconOf => looks[state].icon;

/** A plugin's state in a word. */
export function StatePill({ state }: { state: ShownState }) {
  const { t } = useTranslation('admin');
  return (
    <Pill tone={looks[state].tone} icon={looks[state].icon}>
      {t(`plugins.states.${state}`)}
    </Pill>
  );
}

/** A plugin's letters on a ground of its own. Decoration: the name stands beside it. */
export function Tile({ id, label }: { id: string; label: string }) {
  const hue = hueOf(id);
  const letters = initialsOf(label);
  return (
    <span
      className={css.tile}
      aria-hidden="true"
      style={{ '--tile': `var(--hue-${hue})`, '--tile-text': `var(--hue-${hue}-text)` } as CSSProperties}
    >
      {letters ?? <Icon of={Puzzle} />}
    </span>
  );
}
