import i18next, { type ResourceLanguage, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { createLocalStore, createStore } from '../theme/store';
import { kitMessages } from './messages';

/** A language a person can choose: its tag, its own name, the direction of its script. */
export interface Locale {
  tag: string;
  name: string;
  dir: 'ltr' | 'rtl';
}

/** The languages of Parley. English is complete; where a word of another is missing, English shows. */
export const locales: readonly Locale[] = [
  { tag: 'en', name: 'English', dir: 'ltr' },
  { tag: 'es', name: 'Español', dir: 'ltr' },
  { tag: 'pt-BR', name: 'Português', dir: 'ltr' },
  { tag: 'zh-CN', name: '中文', dir: 'ltr' },
  { tag: 'ar', name: 'العربية', dir: 'rtl' },
];

/** Texts by key; nested objects are reached with a dot. Plurals: `_one`, `_other` (i18next). */
export interface Messages {
  [key: string]: string | Messages;
}
/** Texts of one language, or how to fetch them when that language is chosen. */
export type MessageSource = Messages | (() => Promise<{ default: Messages }>);

const remembered = createLocalStore<string | null>('parley.locale', null);
const dirOverride = typeof location === 'undefined' ? null : new URLSearchParams(location.search).get('dir');
const lazy = new Map<string, Map<string, () => Promise<{ default: Messages }>>>();
const current = createStore<Locale>(locales[0] as Locale);

/** The nearest language we have for what a browser asks for, in its order; English when none fits. */
export function matchLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const found =
      locales.find((locale) => locale.tag.toLowerCase() === tag.toLowerCase()) ??
      locales.find((locale) => locale.tag.split('-')[0] === base);
    if (found) return found;
  }
  return locales[0] as Locale;
}

/** The translation engine; remotes use `useTranslation('<their namespace>')` and never make one of their own. */
export const i18n: I18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  ns: ['kit'],
  defaultNS: 'kit',
  resources: {},
  interpolation: { escapeValue: false },
  react: { useSuspense: false, bindI18nStore: 'added' },
  initAsync: false,
});

/**
 * Gives a namespace its texts. English must be complete; other languages may come as a function that imports them, so that
 * nobody downloads a language they do not read.
 * @example addMessages('workbench', { en: { inbox: 'Inbox' }, es: () => import('./messages.es') })
 */
export function addMessages(namespace: string, sources: { en: Messages } & Record<string, MessageSource>): void {
  for (const [tag, source] of Object.entries(sources)) {
    if (typeof source !== 'function') {
      i18n.addResourceBundle(tag, namespace, source as ResourceLanguage, true, true);
      continue;
    }
    const loaders = lazy.get(tag) ?? new Map<string, () => Promise<{ default: Messages }>>();
    lazy.set(tag, loaders.set(namespace, source));
    if (current.get().tag === tag) void fetchMessages(tag);
  }
}

async function fetchMessages(tag: string): Promise<void> {
  const loaders = lazy.get(tag);
  if (!loaders) return;
  lazy.delete(tag);
  await Promise.all(
    [...loaders].map(async ([namespace, load]) => {
      try {
        i18n.addResourceBundle(tag, namespace, (await load()).default as ResourceLanguage, true, true);
      } catch {
        // English stays; the next choice of this language tries again.
        lazy.set(tag, (lazy.get(tag) ?? new Map()).set(namespace, load));
      }
    }),
  );
}

/** The chosen language. */
export const currentLocale = { get: current.get, subscribe: current.subscribe };

/** Turns the page to a language: texts, `lang` and `dir` of the document, formats. Remembered in this browser. */
export async function setLocale(tag: string, remember = true): Promise<void> {
  const locale = matchLocale([tag]);
  if (remember) remembered.set(locale.tag);
  await fetchMessages(locale.tag);
  await i18n.changeLanguage(locale.tag);
  current.set(dirOverride === 'rtl' || dirOverride === 'ltr' ? { ...locale, dir: dirOverride } : locale);
  document.documentElement.lang = locale.tag;
  document.documentElement.dir = current.get().dir;
}

/** Starts with the remembered language, else with the browser's. */
export function startLocale(): Promise<void> {
  const wanted = remembered.get();
  return setLocale(matchLocale(wanted ? [wanted] : navigator.languages).tag, false);
}

addMessages('kit', kitMessages);
