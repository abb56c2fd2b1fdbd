import { useQuery } from '@apollo/client/react';
import { Banner, TextField, useTranslation } from '@parley/plugin-ui';
import { TriangleAlert } from '@parley/plugin-ui/icons';
import { useMemo, useState } from 'react';
import { useSaved } from '../data/use-saved';
import { sortProblems, useRun } from '../data/use-run';
import { InboxUpdateDocument, InboxesDocument } from '../gql/generated';
import { CopyField } from '../parts/copy-field';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import { ToggleCard } from '../parts/toggle-card';
import { fieldsOf, missing, sentValues, startValues } from '../schema-form/fields';
import { SchemaForm } from '../schema-form/schema-form';
import type { InboxDetails } from './inbox-page';
import css from './inboxes.module.css';
import { SaveBar } from './save-bar';

interface Draft {
  name: string;
  active: boolean;
  settings: Record<string, unknown>;
}

/** How an inbox is tied to its channel: the webhook's address, and the settings that the channel asks for. Secrets are written, never shown. */
export function ConnectionTab({ inbox }: { inbox: InboxDetails }) {
  const { t } = useTranslation('admin');
  const run = useRun();
  const saved = useSaved();
  const { data, error, refetch } = useQuery(InboxesDocument);
  const channel = data?.channels.find(({ id }) => id === inbox.channel);
  const fields = useMemo(() => fieldsOf(channel?.settingsSchema), [channel]);
  const [edited, setEdited] = useState<Draft | null>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const draft = edited ?? { name: inbox.name, active: inbox.active, settings: startValues(fields, inbox.settings) };
  const change = (part: Partial<Draft>) => setEdited({ ...draft, ...part });
  const discard = () => {
    setEdited(null);
    setErrors({});
    setRefused(null);
  };

  const save = async () => {
    const empty = missing(fields, draft.settings, inbox.settings);
    setErrors(Object.fromEntries(empty.map(({ key, title }) => [key, t('schema.missing', { names: title })])));
    setRefused(null);
    if (empty.length > 0) return;
    setBusy(true);
    const { name, active } = draft;
    const outcome = await run(InboxUpdateDocument, {
      input: { inboxId: inbox.id, name, active, settings: sentValues(fields, draft.settings) },
    });
    setBusy(false);
    if (outcome.ok) {
      discard();
      return saved.mark();
    }
    const { byField, rest } = sortProblems(outcome.problems, ['name', ...fields.map(({ key }) => key)]);
    setErrors(byField);
    setRefused(rest);
  };

  return (
    <QueryState
      data={data}
      error={error}
      onRetry={() => refetch().catch(() => {})}
      skeleton={
        <div className={css.column}>
          <TableSkeleton rows={4} />
        </div>
      }
    >
      <form
        className={css.column}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={css.formColumn}>
          {inbox.problem && (
            <Banner tone="bad" icon={TriangleAlert} title={t('inboxes.notConnected')}>
              {inbox.problem}
            </Banner>
          )}
          <CopyField label={t('inboxes.webhook')} help={t('inboxes.webhookHelp')} value={inbox.webhookUrl} />
          <CopyField label={t('inboxes.address')} value={inbox.address} />
          <TextField
            label={t('inboxes.inboxName')}
            dir="auto"
            value={draft.name}
            error={errors['name']}
            onChange={(event) => change({ name: event.target.value })}
          />
          <ToggleCard
            label={t('inboxes.active')}
            help={t('inboxes.activeHelp')}
            checked={draft.active}
            onChange={(active) => change({ active })}
          />
          <h2 className={css.part}>{t('inboxes.settingsOf', { channel: channel?.label ?? inbox.channel })}</h2>
          {channel ? (
            <SchemaForm
              fields={fields}
              values={draft.settings}
              errors={errors}
              stored={inbox.settings}
              onChange={(key, value) => change({ settings: { ...draft.settings, [key]: value } })}
            />
          ) : (
            <p className="muted second">{t('inboxes.channelGone')}</p>
          )}
        </div>
        <SaveBar
          verb={t('inboxes.saveConnection')}
          saved={saved.words}
          dirty={edited !== null}
          busy={busy}
          refused={refused}
          onSave={() => void save()}
          onDiscard={discard}
        />
      </form>
    </QueryState>
  );
}
