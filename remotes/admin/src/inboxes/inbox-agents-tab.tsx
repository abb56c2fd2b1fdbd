import { useQuery } from '@apollo/client/react';
import { Avatar, Button, Checkbox, EmptyState, Panel, SearchField, Segmented, cx, useTranslation } from '@parley/plugin-ui';
import { Search } from '@parley/plugin-ui/icons';
import { useMemo, useState } from 'react';
import { useSaved } from '../data/use-saved';
import { useRun } from '../data/use-run';
import { AgentsDocument, InboxAgentsSetDocument } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import { answersTo, isRouted } from '../people/agents';
import { Load } from '../people/load';
import type { InboxDetails } from './inbox-page';
import css from './inboxes.module.css';
import { SaveBar } from './save-bar';

type Which = 'all' | 'in';

/** Who receives messages of this inbox. Only people who are ticked here can get them. */
export function InboxAgentsTab({ inbox }: { inbox: InboxDetails }) {
  const { t } = useTranslation(['admin', 'kit']);
  const run = useRun();
  const saved = useSaved();
  const { data, error, refetch } = useQuery(AgentsDocument, { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' });
  const stored = useMemo(() => new Set(inbox.agents.map(({ id }) => id)), [inbox.agents]);
  const [edited, setEdited] = useState<ReadonlySet<string> | null>(null);
  const [typed, setTyped] = useState('');
  const [which, setWhich] = useState<Which>('all');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const picked = edited ?? stored;
  const dirty = edited !== null && (edited.size !== stored.size || [...edited].some((id) => !stored.has(id)));

  const able = (data?.agents ?? []).filter(
    (agent) => picked.has(agent.id) || stored.has(agent.id) || (agent.state === 'ACTIVE' && isRouted(agent)),
  );
  const shown = able.filter((agent) => answersTo(agent, typed) && (which === 'all' || picked.has(agent.id)));
  const toggle = (id: string, on: boolean) => {
    const next = new Set(picked);
    if (on) next.add(id);
    else next.delete(id);
    setEdited(next);
  };
  const discard = () => {
    setEdited(null);
    setRefused(null);
  };
  const save = async () => {
    setBusy(true);
    const outcome = await run(InboxAgentsSetDocument, { input: { inboxId: inbox.id, agentIds: [...picked] } });
    setBusy(false);
    if (!outcome.ok) return setRefused(outcome.problems.map(({ message }) => message).join(' '));
    discard();
    saved.mark();
  };

  return (
    <div className={css.column}>
      <p className="muted second">{t('admin:inboxes.agentsHelp')}</p>
      <div className={css.pickBar}>
        <SearchField className={css.search} value={typed} onChange={setTyped} placeholder={t('admin:people.search')} />
        <Segmented<Which>
          label={t('admin:inboxes.which')}
          value={which}
          onChange={setWhich}
          options={[
            { value: 'all', label: t('admin:inboxes.everybody'), count: able.length },
            { value: 'in', label: t('admin:inboxes.receiving'), count: picked.size },
          ]}
        />
      </div>
      <QueryState data={data} error={error} onRetry={() => refetch().catch(() => {})} skeleton={<TableSkeleton rows={5} />}>
        <Panel aria-label={t('admin:inboxes.tabs.agents')}>
          {shown.length === 0 ? (
            <EmptyState
              icon={Search}
              title={t('admin:people.none')}
              action={
                <Button
                  onClick={() => {
                    setTyped('');
                    setWhich('all');
                  }}
                >
                  {t('admin:people.showAll')}
                </Button>
              }
            />
          ) : (
            <ul className={css.picks}>
              {shown.map((agent) => (
                <li key={agent.id}>
                  <Checkbox
                    className={css.pick}
                    checked={picked.has(agent.id)}
                    onChange={(event) => toggle(agent.id, event.target.checked)}
                    label={
                      <span className={css.pickLine}>
                        <Avatar name={agent.name} id={agent.id} size="s" presence={agent.presence.status} />
                        <span className="grow">
                          <span className={cx('cut medium', css.under)} dir="auto">
                            {agent.name}
                          </span>
                          <span className={cx('cut meta muted', css.under)}>
                            {agent.state === 'ACTIVE' ? t(`kit:presence.${agent.presence.status}`) : t('admin:people.state.INACTIVE')} ·{' '}
                            {agent.team.name}
                          </span>
                        </span>
                        <Load load={agent.load} capacity={agent.capacity} />
                      </span>
                    }
                  />
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </QueryState>
      <SaveBar
        verb={t('admin:inboxes.saveAgents')}
        saved={saved.words}
        dirty={dirty}
        busy={busy}
        refused={refused}
        onSave={() => void save()}
        onDiscard={discard}
      />
    </div>
  );
}
