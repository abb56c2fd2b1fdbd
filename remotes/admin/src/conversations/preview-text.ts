import type { useTranslation } from '@parley/plugin-ui';
import { contentOf, listIn, textIn } from './content';

/** What a line needs of a message. */
interface Line {
  kind: string;
  text: string | null;
  content: unknown;
  revoked: boolean;
}

/** A message as one line: its words, else what it is (“Photo”, “Location”). */
export function previewText(message: Line, t: ReturnType<typeof useTranslation>['t']): string {
  if (message.revoked) return t('kind.revoked');
  const content = contentOf(message.content);
  const text = message.text?.replace(/\s+/g, ' ').trim();
  if (text) return text;
  const said: Record<string, string | null> = {
    location: textIn(content, 'name') ?? textIn(content, 'address'),
    contacts: textIn(listIn(content, 'contacts')[0] ?? {}, 'name'),
    interactive: textIn(content, 'title') ?? textIn(content, 'body'),
    button: textIn(content, 'text'),
    template: textIn(content, 'preview') ?? textIn(content, 'name'),
    system: textIn(content, 'body'),
  };
  return said[message.kind] ?? t(`kind.${message.kind}`, { defaultValue: t('kind.unsupported') });
}
