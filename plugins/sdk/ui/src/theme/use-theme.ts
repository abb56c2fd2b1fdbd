import { useSyncExternalStore } from 'react';
import { createLocalStore } from './store';

/** What a person chose; `system` follows the computer. */
export type ThemeChoice = 'light' | 'dark' | 'system';
/** What is painted. */
export type Scheme = 'light' | 'dark';

const choice = createLocalStore<ThemeChoice>('parley.theme', 'system');
const dark = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');
const asked = typeof location === 'undefined' ? null : new URLSearchParams(location.search).get('theme');
const resolve = (): Scheme => {
  const wanted = asked === 'light' || asked === 'dark' ? asked : choice.get();
  return wanted === 'system' ? (dark?.matches ? 'dark' : 'light') : wanted;
};
const subscribe = (listener: () => void) => {
  const off = choice.subscribe(listener);
  dark?.addEventListener('change', listener);
  return () => {
    off();
    dark?.removeEventListener('change', listener);
  };
};

/** Paints the page in the chosen scheme. Called before the first render, so that nothing flashes. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = resolve();
}

/** Chooses for the person, as `setChoice` does, outside React. */
export const chooseTheme = choice.set;

/** The scheme in use and the person's choice. `?theme=dark` in the address wins for one visit. */
export function useTheme(): { scheme: Scheme; choice: ThemeChoice; setChoice(next: ThemeChoice): void } {
  const scheme = useSyncExternalStore(subscribe, resolve);
  const current = useSyncExternalStore(choice.subscribe, choice.get);
  return { scheme, choice: current, setChoice: choice.set };
}
