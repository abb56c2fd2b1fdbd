import { Icon, useTranslation, type IconOf } from '@parley/plugin-ui';
import { FileText, Image, MapPin, Mic, Music, Smile, Video } from '@parley/plugin-ui/icons';
import type { Preview } from '../data/types';
import css from './message.module.css';
import { previewText } from './preview-text';

const icons: Record<string, IconOf> = {
  image: Image,
  video: Video,
  audio: Music,
  voice: Mic,
  document: FileText,
  sticker: Smile,
  location: MapPin,
};

/** The message that is answered; a click jumps to it. */
export function Quote({ message, who, onJump }: { message: Preview; who: string; onJump(): void }) {
  const { t } = useTranslation('workbench');
  const icon = icons[message.kind];
  return (
    <button type="button" className={css.quote} title={t('message.jump')} onClick={onJump}>
      <b dir="auto">{who}</b>
      <span className={css.quoted} dir="auto">
        {icon && <Icon of={icon} size="xs" />}
        {previewText(message, t)}
      </span>
    </button>
  );
}

/** The answered message is not known here: it is older than this inbox, or was deleted. */
export function LostQuote() {
  const { t } = useTranslation('workbench');
  return (
    <span className={css.quote}>
      <span className={css.quoted}>{t('message.quoteGone')}</span>
    </span>
  );
}
