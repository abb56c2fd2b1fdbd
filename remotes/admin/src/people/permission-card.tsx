import { Button, useTranslation } from '@parley/plugin-ui';
import { useState } from 'react';
import type { RoleLineFragment } from '../gql/generated';
import css from './people.module.css';
import { PermissionList } from './permission-list';

/** What an admin asks first about somebody. */
const FIRST = [
  'conversation.send',
  'conversation.transfer',
  'queue.claim',
  'contact.owner.change',
  'conversations.read.all',
  'console.use',
];

/** What somebody may do with this role, before anything is saved. */
export function PermissionCard({
  role,
  roles,
  through,
}: {
  role: RoleLineFragment | undefined;
  roles: readonly RoleLineFragment[];
  through: string;
}) {
  const { t } = useTranslation('admin');
  const [whole, setWhole] = useState(false);
  const all = [...new Set(roles.flatMap((each) => each.permissions))];
  return (
    <section className={css.permCard} aria-label={through}>
      <header className="row">
        <b className="medium grow">{through}</b>
        <Button variant="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t('people.fewer') : t('people.all', { count: all.length })}
        </Button>
      </header>
      <PermissionList all={whole ? all : FIRST.filter((key) => all.includes(key))} granted={role?.permissions ?? []} />
    </section>
  );
}
