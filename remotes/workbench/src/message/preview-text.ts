import type { Preview } from '../data/types';
import { contentOf, listIn, textIn } from '../data/types';
import { formatTimer, type useTranslation } from '@parley/plugin-ui';

type Line = Pick<Preview, 'kind' | 'text' | 'content' | 'attachments' | 'revoked'>;
/** The translator of the workbench. */
export type Translate = ReturnType<typeof useTranslation<'workbench'>>['t'];

const seconds = (message: Line): number | null => message.attachments[0]?.durationSeconds ?? null;

/** A message as one line of plain text: its words, else what it is ("Photo", "Voice message, 0:41"). */
export function previewText(message: Line, t: Translate): string {
  if (message.revoked) return t('kind.revoked');
  const content = contentOf(message);
  const text = message.text?.replace(/\s+/g, ' ').trim() ?? '';
  const length = seconds(message);
  switch (message.kind) {
    case 'voice':
      return length === null ? t('kind.voice') : t('kind.voiceLength', { length: formatTimer(length * 1000) });
    case 'document':
      return text || (message.attachments[0]?.fileName ?? t('kind.document'));
    case 'location':
      return textIn(content, 'name') ?? textIn(content, 'address') ?? t('kind.location');
    case 'contacts':
      return textIn(listIn(content, 'contacts')[0] ?? {}, 'name') ?? t('kind.contacts');
    case 'interactive':
      return text || (textIn(content, 'title') ?? textIn(content, 'body') ?? t('kind.interactive'));
    case 'button':
      return text || (textIn(content, 'text') ?? t('kind.button'));
    case 'template':
      return textIn(content, 'preview') ?? (text || t('kind.template'));
    case 'system':
      return textIn(content, 'body') ?? (text || t('kind.system'));
    case 'text':
      return text;
    default:
      return text || t(`kind.${message.kind}`, { defaultValue: t('kind.unsupported') });
  }
}
