import { Icon, cx, useTranslation } from '@parley/plugin-ui';
import { Check, Minus } from '@parley/plugin-ui/icons';
import css from './people.module.css';

/** What one may and may not do: a tick or a dash, and for screen readers the word. */
export function PermissionList({ all, granted }: { all: readonly string[]; granted: readonly string[] }) {
  const { t } = useTranslation('admin');
  return (
    <ul className={css.perms}>
      {all.map((key) => {
        const yes = granted.includes(key);
        return (
          <li key={key} className={cx(!yes && css.no)}>
            <Icon of={yes ? Check : Minus} size="xs" label={t(yes ? 'people.may' : 'people.mayNot')} />
            {t(`permission.${key.replaceAll('.', '_')}`, { defaultValue: key })}
          </li>
        );
      })}
    </ul>
  );
}
