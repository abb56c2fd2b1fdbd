import { useSyncExternalStore } from 'react';
import { currentLocale, locales, setLocale, type Locale } from './i18n';

/** The chosen language, all that can be chosen, and how to choose. */
export function useLocale(): { locale: Locale; locales: readonly Locale[]; setLocale(tag: string): Promise<void> } {
  return { locale: useSyncExternalStore(currentLocale.subscribe, currentLocale.get), locales, setLocale };
}
