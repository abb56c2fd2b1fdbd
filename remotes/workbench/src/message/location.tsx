import { Icon, useTranslation } from '@parley/plugin-ui';
import { MapPin } from '@parley/plugin-ui/icons';
import { textIn, type Content } from '../data/types';
import css from './body.module.css';

const numberIn = (content: Content, key: string): number | null => (typeof content[key] === 'number' ? content[key] : null);

/** Where on an open map these coordinates are. */
export const mapLink = (latitude: number, longitude: number): string => `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;

/** A place as text with a link that opens it on a map. */
export function Location({ content }: { content: Content }) {
  const { t } = useTranslation('workbench');
  const latitude = numberIn(content, 'latitude');
  const longitude = numberIn(content, 'longitude');
  const own = textIn(content, 'url');
  const lines = [textIn(content, 'name'), textIn(content, 'address')].filter((line): line is string => line !== null);
  const safe = own && /^https?:\/\//i.test(own) ? own : null;
  const href = latitude !== null && longitude !== null ? mapLink(latitude, longitude) : safe;
  const words = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : safe;
  return (
    <div className={css.place}>
      <Icon of={MapPin} />
      <span>
        {lines.length > 0 ? lines.map((line) => <span key={line} className={css.line} dir="auto">{line}</span>) : <span className={css.line}>{t('message.location')}</span>}
        {href && <a href={href} target="_blank" rel="noopener noreferrer" dir="ltr" title={t('message.openMap')}>{words}</a>}
      </span>
    </div>
  );
}
