import { Icon, cx, useSlot } from '@parley/plugin-ui';
import { ChevronRight } from '@parley/plugin-ui/icons';
import { Link } from 'react-router';
import css from './slots.module.css';

/** The settings pages of plugins. */
export function SettingsLinks({ onGo }: { onGo(): void }) {
  const pages = useSlot('workbench.settings.page');
  if (pages.length === 0) return null;
  return (
    <ul className={css.links}>
      {pages.map(({ key, plugin, path, label, icon, problem }) => (
        <li key={key}>
          <Link to={`/settings/${plugin}/${path}`} className={cx(css.link, problem && 'faint')} title={problem ?? undefined} onClick={onGo}>
            <Icon of={icon} />
            <span className="grow cut" dir="auto">
              {label}
            </span>
            <Icon of={ChevronRight} size="s" flip />
          </Link>
        </li>
      ))}
    </ul>
  );
}
