import { Avatar, ButtonLink, useTranslation } from '@parley/plugin-ui';
import { UserRoundPlus } from '@parley/plugin-ui/icons';
import type { InboxLineFragment } from '../gql/generated';
import css from './inboxes.module.css';

/** Faces beyond this are a number. */
const SHOWN = 4;

/** Who receives, at a glance, and the way to add somebody. */
export function AgentsStack({ agents, to }: { agents: InboxLineFragment['agents']; to: string }) {
  const { t } = useTranslation('admin');
  const rest = agents.length - SHOWN;
  return (
    <>
      {agents.length > 0 && (
        <span className={css.stack} role="img" aria-label={agents.map(({ name }) => name).join(', ')}>
          {agents.slice(0, SHOWN).map(({ id, name }) => (
            <Avatar key={id} name={name} id={id} size="s" />
          ))}
          {rest > 0 && <span className={css.rest}>+{rest}</span>}
        </span>
      )}
      <ButtonLink to={to} icon={UserRoundPlus}>
        {t('inboxes.addAgents')}
      </ButtonLink>
    </>
  );
}
