import { useQuery } from '@apollo/client/react';
import { SearchField, Segmented, SelectField, useSession, useTranslation } from '@parley/plugin-ui';
import { AgentsDocument, InboxNamesDocument, type ConversationFilter, type ConversationGroup } from '../gql/generated';
import css from './conversations.module.css';

/** Open or closed ones. */
export type Group = Extract<ConversationGroup, 'OPEN' | 'CLOSED'>;

/** What the list is narrowed to; empty texts mean everything. */
export interface Wanted {
  typed: string;
  group: Group;
  inboxId: string;
  /** An agent's id, or `none` for what nobody has. */
  assigneeId: string;
}

/** Everything that is open. */
export const everything: Wanted = { typed: '', group: 'OPEN', inboxId: '', assigneeId: '' };

/** The filter of the API for what is wanted. @param search the typed words, once the person pauses */
export const filterOf = ({ group, inboxId, assigneeId }: Wanted, search: string): ConversationFilter => ({
  group,
  ...(inboxId ? { inboxId } : {}),
  ...(assigneeId === 'none' ? { scope: 'UNASSIGNED' } : assigneeId ? { assigneeId } : {}),
  ...(search ? { search } : {}),
});

/** The head of the list: words, open or closed, the inbox and the agent. Agents only for those who may see them. */
export function ListFilters({ wanted, onChange }: { wanted: Wanted; onChange(wanted: Wanted): void }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const { data: inboxes } = useQuery(InboxNamesDocument, { skip: !can('inboxes.read') });
  const { data: agents } = useQuery(AgentsDocument, { skip: !can('people.read') });
  const change = (part: Partial<Wanted>) => onChange({ ...wanted, ...part });
  const { typed, group, inboxId, assigneeId } = wanted;
  const nobody = group === 'OPEN' ? [{ value: 'none', label: t('list.unassigned') }] : [];
  const setGroup = (next: Group) => change({ group: next, ...(next === 'CLOSED' && assigneeId === 'none' ? { assigneeId: '' } : {}) });
  return (
    <header className={css.listHead}>
      <h1 className="sr">{t('nav.inbox')}</h1>
      <SearchField value={typed} onChange={(next) => change({ typed: next })} placeholder={t('list.search')} />
      <div className={css.filters}>
        <Segmented<Group>
          label={t('list.which')}
          value={group}
          onChange={setGroup}
          options={[
            { value: 'OPEN', label: t('list.open') },
            { value: 'CLOSED', label: t('list.closed') },
          ]}
        />
      </div>
      <div className={css.filters}>
        {inboxes && (
          <SelectField
            className={css.filter}
            aria-label={t('list.inbox')}
            value={inboxId}
            placeholder={t('list.allInboxes')}
            options={inboxes.inboxes.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => change({ inboxId: event.target.value })}
          />
        )}
        {agents && (
          <SelectField
            className={css.filter}
            aria-label={t('list.agent')}
            value={assigneeId}
            placeholder={t('list.allAgents')}
            options={[...nobody, ...agents.agents.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(event) => change({ assigneeId: event.target.value })}
          />
        )}
      </div>
    </header>
  );
}
