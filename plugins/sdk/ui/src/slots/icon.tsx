import { Puzzle } from 'lucide-react';
import { forwardRef, useSyncExternalStore } from 'react';
import type { IconOf } from '../parts/icon';
import { createStore } from '../theme/store';
import { slotIconNames, type SlotIconName } from './icon-names';

type Drawings = Record<SlotIconName, IconOf>;
const drawings = createStore<Partial<Drawings> | null>(null);
const made = new Map<string, IconOf>();
let asked = false;

function ask(): void {
  if (asked) return;
  asked = true;
  import('./icons-drawn').then(
    ({ drawn }) => drawings.set(drawn),
    // Without the drawings each entry shows the puzzle piece.
    () => drawings.set({}),
  );
}

const isKnown = (name: string): name is SlotIconName => (slotIconNames as readonly string[]).includes(name);

/**
 * The drawing for a name that a plugin gives; the same component each time. The drawings are fetched when the first one is shown; until
 * then its place stays free, so that nothing moves.
 * @param name one of {@link slotIconNames}; anything else is a puzzle piece
 */
export function slotIcon(name: string | null | undefined): IconOf {
  if (!name || name === 'puzzle' || !isKnown(name)) return Puzzle;
  const before = made.get(name);
  if (before) return before;
  const Lazy: IconOf = forwardRef(function SlotIcon(props, ref) {
    ask();
    const all = useSyncExternalStore(drawings.subscribe, drawings.get);
    if (!all) return <svg ref={ref} width={props.size} height={props.size} className={props.className} aria-hidden="true" />;
    const Drawing = all[name] ?? Puzzle;
    return <Drawing ref={ref} {...props} />;
  });
  made.set(name, Lazy);
  return Lazy;
}
