import { useQuery } from '@apollo/client/react';
import { Drawer, ErrorCard, Skeleton, useTranslation } from '@parley/plugin-ui';
import { AgentDetailsDocument, type RoleLineFragment, type TeamLineFragment } from '../gql/generated';
import { AgentEditor } from './agent-editor';
import type { Agent } from './agents';
import css from './people.module.css';

/** What {@link AgentDrawer} takes. */
export interface AgentDrawerProps {
  /** Whom to change; `null` while nobody is open. */
  agentId: string | null;
  creating: boolean;
  agents: readonly Agent[];
  teams: readonly TeamLineFragment[];
  roles: readonly RoleLineFragment[];
  onClose(): void;
  onCreated(): void;
}

/** The form of one agent at the page's end: makes a new one, or changes one that is read first. */
export function AgentDrawer({ agentId, creating, agents, teams, roles, onClose, onCreated }: AgentDrawerProps) {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useQuery(AgentDetailsDocument, {
    variables: { id: agentId ?? '' },
    skip: !agentId,
    fetchPolicy: 'cache-and-network',
  });
  const known = agents.find(({ id }) => id === agentId);
  const node = agentId && data?.node?.id === agentId && 'sessions' in data.node ? data.node : null;
  const common = { teams, roles, onClose, onCreated };

  if (creating) return <AgentEditor key="new" agent={null} {...common} />;
  if (node) return <AgentEditor key={node.id} agent={node} {...common} />;
  return (
    <Drawer open={agentId !== null} onClose={onClose} title={known?.name ?? t('people.agent')}>
      {error || data ? (
        <ErrorCard
          title={t(error ? 'error.notRead' : 'people.gone')}
          {...(error ? { onRetry: () => void refetch().catch(() => {}) } : {})}
        />
      ) : (
        <div className={css.form}>
          {[1, 2, 3, 4, 5].map((row) => (
            <div key={row} className={css.form} style={{ gap: 6 }}>
              <Skeleton width={120} height={18} />
              <Skeleton height={36} />
            </div>
          ))}
        </div>
      )}
    </Drawer>
  );
}
