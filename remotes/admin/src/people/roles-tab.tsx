import { Panel, Pill, useTranslation } from '@parley/plugin-ui';
import type { RoleLineFragment } from '../gql/generated';
import css from './people.module.css';
import { PermissionList } from './permission-list';

/** What each role may do, in words. Built-in roles cannot be changed. */
export function RolesTab({ roles }: { roles: readonly RoleLineFragment[] }) {
  const { t } = useTranslation('admin');
  const all = [...new Set(roles.flatMap((role) => role.permissions))];
  return (
    <div className={css.roles}>
      {roles.map((role) => (
        <Panel key={role.id} className={css.roleCard} aria-label={role.name}>
          <header className={css.roleHead}>
            <h2 className="grow">{role.name}</h2>
            {role.builtIn && <Pill>{t('people.builtIn')}</Pill>}
            <span className="meta muted num">{t('people.ofPermissions', { count: role.permissions.length, of: all.length })}</span>
          </header>
          <PermissionList all={all} granted={role.permissions} />
        </Panel>
      ))}
    </div>
  );
}
