import { Icon, useSlot, useTranslation } from '@parley/plugin-ui';
import { NavLink } from 'react-router';
import css from '../frame/frame.module.css';

/** The pages that plugins bring, below ours. One that cannot be shown stays, greyed, with the reason. */
export function SlotNav({ onGone }: { onGone?: (() => void) | undefined }) {
  const { t } = useTranslation('admin');
  const pages = useSlot('admin.page');
  if (pages.length === 0) return null;
  return (
    <>
      <h2 id="nav-slots">{t('nav.slots')}</h2>
      <ul aria-labelledby="nav-slots">
        {pages.map(({ key, plugin, path, label, icon, problem }) => (
          <li key={key}>
            <NavLink
              to={`/p/${plugin}/${path}`}
              className={css.nav ?? ''}
              data-problem={problem ? '' : undefined}
              title={problem ?? undefined}
              onClick={onGone}
            >
              <Icon of={icon} />
              <span className="cut" dir="auto">
                {label}
              </span>
            </NavLink>
          </li>
        ))}
      </ul>
    </>
  );
}
