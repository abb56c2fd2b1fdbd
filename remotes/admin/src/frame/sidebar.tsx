import { Badge, Icon, cx, useSession, useTranslation } from '@parley/plugin-ui';
import { NavLink } from 'react-router';
import css from './frame.module.css';
import { SlotNav } from '../slots/slot-nav';
import { places, type Place } from './places';
import { useCounts } from './use-counts';

/** The organization and the pages that this person may open. */
export function Sidebar({ onGone }: { onGone?: () => void }) {
  const { t } = useTranslation('admin');
  const { can, viewer } = useSession();
  const counts = useCounts();
  const count: Partial<Record<Place['key'], number>> = { inbox: counts.open, notApplied: counts.letters, plugins: counts.plugins };
  const { name, account } = viewer.organization;

  const link = ({ to, key, icon }: Place) => (
    <li key={to}>
      <NavLink to={to} className={css.nav ?? ''} onClick={onGone}>
        <Icon of={icon} />
        {t(`nav.${key}`)}
        <Badge
          soft
          className={css.count}
          count={count[key] ?? 0}
          label={t(`nav.${key}Count`, { count: count[key] ?? 0, defaultValue: '' })}
        />
      </NavLink>
    </li>
  );
  const group = (which: Place['group'], heading?: string) => {
    const own = places.filter((place) => place.group === which && can(place.permission));
    if (own.length === 0) return null;
    return (
      <>
        {heading && <h2 id={`nav-${which}`}>{heading}</h2>}
        <ul className={cx(which === 'end' && css.end)} aria-labelledby={heading && `nav-${which}`}>
          {own.map(link)}
        </ul>
      </>
    );
  };

  return (
    <nav className={css.side} aria-label={t('nav.label')}>
      <div className={css.org}>
        <span className={css.mark} aria-hidden="true">
          {name
            .split(/\s+/)
            .filter((word) => /^\p{L}/u.test(word))
            .slice(0, 2)
            .map((word) => [...word][0])
            .join('')
            .toUpperCase()}
        </span>
        <span className="cut">
          <span className={cx('cut', css.orgName)} dir="auto">
            {name}
          </span>
          <span className="meta faint num">{account}</span>
        </span>
      </div>
      {group('top')}
      {group('routing', t('nav.routing'))}
      {group('insight', t('nav.insight'))}
      <SlotNav onGone={onGone} />
      {group('end')}
    </nav>
  );
}
