import { useSession, useTranslation } from '@parley/plugin-ui';
import { useMemo, useState } from 'react';
import { useSaved } from '../data/use-saved';
import { sortProblems, useRun } from '../data/use-run';
import { PluginUpdateDocument, type PluginFileFragment } from '../gql/generated';
import { SaveBar } from '../inboxes/save-bar';
import { changedValues, fieldsOf, missing, startValues, type Settings } from '../schema-form/fields';
import { SchemaForm } from '../schema-form/schema-form';
import { InboxExceptions } from './inbox-exceptions';
import { OperatorSettings } from './operator-settings';
import css from './plugins.module.css';

/** What an organization may set, what only the operator may, and what differs for one inbox. */
export function SettingsTab({ plugin, onChanged }: { plugin: PluginFileFragment; onChanged(): void }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const run = useRun();
  const saved = useSaved();
  const all = useMemo(() => fieldsOf(plugin.settingsSchema), [plugin.settingsSchema]);
  const fields = useMemo(() => all.filter(({ scope }) => scope !== 'installation'), [all]);
  const stored = useMemo(() => startValues(fields, plugin.settings), [fields, plugin.settings]);
  const [edited, setEdited] = useState<Settings | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const values = edited ?? stored;
  const changed = useMemo(() => JSON.stringify(values) !== JSON.stringify(stored), [values, stored]);
  const discard = () => {
    setEdited(null);
    setErrors({});
    setRefused(null);
  };

  const save = async () => {
    const empty = missing(fields, values, plugin.settings);
    setErrors(Object.fromEntries(empty.map(({ key, title }) => [key, t('schema.missing', { names: title })])));
    setRefused(null);
    if (empty.length > 0) return;
    setBusy(true);
    const input = { pluginId: plugin.id, settings: changedValues(fields, stored, values) };
    const outcome = await run(PluginUpdateDocument, { input });
    setBusy(false);
    if (outcome.ok) {
      discard();
      onChanged();
      return saved.mark();
    }
    const { byField, rest } = sortProblems(
      outcome.problems,
      fields.map(({ key }) => key),
    );
    setErrors(byField);
    setRefused(rest);
  };

  return (
    <div className={css.column}>
      {fields.length > 0 ? (
        <form
          className={css.form}
          noValidate
          aria-label={t('plugins.tabs.settings')}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <div className={css.fields}>
            <SchemaForm
              fields={fields}
              values={values}
              errors={errors}
              stored={plugin.settings}
              disabled={!can('plugins.manage')}
              words={`plugin.${plugin.id}`}
              onChange={(key, value) => setEdited({ ...values, [key]: value })}
            />
          </div>
          {can('plugins.manage') && (
            <SaveBar
              verb={t('plugins.save')}
              saved={saved.words}
              dirty={changed}
              busy={busy}
              refused={refused}
              onSave={() => void save()}
              onDiscard={discard}
            />
          )}
        </form>
      ) : (
        <p className="muted second">{t('plugins.noSettings')}</p>
      )}
      <OperatorSettings fields={all} settings={plugin.settings} />
      <InboxExceptions plugin={plugin} fields={fields.filter(({ scope }) => scope === 'inbox')} onChanged={onChanged} />
    </div>
  );
}
