import { useEffect, useRef, useSyncExternalStore } from 'react';
import { createLocalStore, createStore } from '../theme/store';

/** One shortcut. */
export interface Hotkey {
  /** `j`, `?`, `escape`, `mod+k` (⌘ or Ctrl), `shift+enter`, or a sequence: `g i`. */
  keys: string;
  /** What it does, in words, for the page of all keys. */
  label: string;
  /** A heading on the page of all keys. */
  group?: string;
  /** Works inside text fields too. Keys with Ctrl/⌘ and Escape do so anyway. */
  inFields?: boolean;
  run(event: KeyboardEvent): void;
}

const single = createLocalStore('parley.keys.single', true);
const registered = createStore<readonly Hotkey[]>([]);
const SEQUENCE_WITHIN = 1200;

const mac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);

/** A shortcut as a person reads it: `Ctrl K` or `⌘K`, `G I`, `?`. */
export function keyLabel(keys: string): string {
  const names: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    shift: mac ? '⇧' : 'Shift',
    alt: mac ? '⌥' : 'Alt',
    enter: 'Enter',
    escape: 'Esc',
    arrowup: '↑',
    arrowdown: '↓',
  };
  return keys
    .split(' ')
    .map((step) =>
      step
        .split('+')
        .map((part) => names[part] ?? part.toUpperCase())
        .join(mac ? '' : ' '),
    )
    .join(' ');
}

/** One key press, written like {@link Hotkey.keys}. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const letter = key.length === 1;
  // A sign like “?” already needs Shift on some keyboards and not on others, so Shift is told only for named keys and letters.
  const shift = event.shiftKey && (!letter || /[a-z]/.test(key));
  return [event.ctrlKey || event.metaKey ? 'mod' : '', event.altKey ? 'alt' : '', shift ? 'shift' : '', key].filter(Boolean).join('+');
}

/** Is this where a person types? Then single letters are text, not commands. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|range|file)$/.test(target.type);
}

const isSingle = (keys: string) => keys.split(' ').every((step) => !/(^|\+)(mod|alt)\+/.test(step) && step.split('+').at(-1)?.length === 1);
const overlaid = () => document.querySelector('[aria-modal="true"], [role="menu"]') !== null;

let pending = '';
let pendingSince = 0;

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || (event.repeat && event.key.length === 1)) return;
  const chord = chordOf(event);
  const typing = isTextField(event.target);
  const sequence = pending && event.timeStamp - pendingSince < SEQUENCE_WITHIN ? `${pending} ${chord}` : '';
  pending = '';
  // A dialog or a menu has the keyboard for itself.
  if (overlaid()) return;
  const usable = [...registered.get()].reverse().filter((hotkey) => {
    if (isSingle(hotkey.keys) && !single.get()) return false;
    return !typing || hotkey.inFields === true || chord.includes('mod+') || chord === 'escape';
  });
  const found = usable.find((hotkey) => hotkey.keys === sequence) ?? usable.find((hotkey) => hotkey.keys === chord);
  if (found) {
    event.preventDefault();
    found.run(event);
    return;
  }
  if (usable.some((hotkey) => hotkey.keys.startsWith(`${chord} `))) {
    pending = chord;
    pendingSince = event.timeStamp;
  }
}

/**
 * Binds shortcuts while the component is on screen; what was bound last wins. Single letters work only outside text fields and
 * can be switched off by the person (WCAG 2.1.4); nothing fires while a dialog or menu is open.
 */
export function useHotkeys(hotkeys: readonly Hotkey[], enabled = true): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  const names = hotkeys.map((each) => `${each.keys}\n${each.label}`).join('\t');
  useEffect(() => {
    if (!enabled) return;
    const mine = latest.current.map((hotkey, index): Hotkey => ({ ...hotkey, run: (event) => latest.current[index]?.run(event) }));
    if (registered.get().length === 0) window.addEventListener('keydown', onKeyDown);
    registered.set([...registered.get(), ...mine]);
    return () => {
      registered.set(registered.get().filter((each) => !mine.includes(each)));
      if (registered.get().length === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, [enabled, names]);
}

/** All shortcuts that work right now, for the page of all keys. */
export const useHotkeyList = (): readonly Hotkey[] => useSyncExternalStore(registered.subscribe, registered.get);

/** May single letters be commands? The person decides; kept in this browser. */
export function useSingleKeys(): { on: boolean; set(on: boolean): void } {
  return { on: useSyncExternalStore(single.subscribe, single.get), set: single.set };
}
