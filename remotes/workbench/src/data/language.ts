/** What a language is called in the reader's own: `pt-BR` or `pt_BR` → “Brazilian Portuguese”; the tag itself where nobody knows it. */
export const languageName = (tag: string, locale: string): string => {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag.replace('_', '-')) ?? tag;
  } catch {
    return tag;
  }
};
