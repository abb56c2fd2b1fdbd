import { cx, useTranslation } from '@parley/plugin-ui';
import css from './people.module.css';

/** How many conversations somebody holds of how many they take. Full is red and bold. */
export function Load({ load, capacity }: { load: number; capacity: number }) {
  const { t } = useTranslation('admin');
  const share = capacity > 0 ? Math.min(100, (100 * load) / capacity) : load > 0 ? 100 : 0;
  return (
    <span className={cx(css.load, load > 0 && load >= capacity && css.full)} role="img" aria-label={t('people.loadOf', { load, capacity })}>
      <span className={css.gauge}>
        <span style={{ inlineSize: `${share}%` }} />
      </span>
      <span className="num">
        {load}
        <span className="faint">/{capacity}</span>
      </span>
    </span>
  );
}
