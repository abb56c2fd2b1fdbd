import { Icon, useTranslation } from '@parley/plugin-ui';
import { MapPin } from '@parley/plugin-ui/icons';
import { textIn, type Content } from '../data/types';
import css from './body.module.css';

const numberIn = (content: Content, key: string): number | null => (typeof content[key] === 'number' ? content[key] : null);

/** Where on an open map these coordinates are. */
export const mapLink = (latitude: number, longitude: number): string =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;

/** A place as text with a link that opens it on a map. */
export function Location({ content, text }: { content: Content; text: string | null }) {
  const { t } = useTranslation('workbench');
  const latitude = numberIn(content, 'latitude');
  const longitude = numberIn(content, 'longitude');
  // The channel's own link, also when it stands only in the text that it made of the place.
  const own = textIn(content, 'url') ?? /https?:\/\/\S+/.exec(text ?? '')?.[0] ?? null;
  const said = text?.replace(/https?:\/\/\S+/g, '').trim() ?? '';
  const named = [textIn(content, 'name'), textIn(content, 'address')].filter((line): line is string => line !== null);
  const lines = named.length > 0 || said === '' ? named : [said];
  const safe = own && /^https?:\/\//i.test(own) ? own : null;
  const href = safe ?? (latitude !== null && longitude !== null ? mapLink(latitude, longitude) : null);
  const words = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : safe;
  return (
    <div className={css.place}>
      <Icon of={MapPin} />
      <span>
        {lines.length > 0 ? (
          lines.map((line) => (
            <span key={line} className={css.line} dir="auto">
              {line}
            </span>
          ))
        ) : (
          <span className={css.line}>{t('message.location')}</span>
        )}
        {href && (
          <a href={href} target="_blank" rel="noopener noreferrer" dir="ltr" title={t('message.openMap')}>
            {words}
          </a>
        )}
      </span>
    </div>
  );
}
