import { Banner, Button, Checkbox, Drawer, Segmented, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useMemo, useState } from 'react';
import { sortProblems, useRun } from '../data/use-run';
import { PluginUpdateDocument, type PluginFileFragment } from '../gql/generated';
import { isKept, missing, sentValues, startValues, type SchemaField, type Settings } from '../schema-form/fields';
import { SchemaForm } from '../schema-form/schema-form';
import type { InboxException, InboxName } from './inbox-exceptions';
import { SettingValue } from './operator-settings';
import css from './plugins.module.css';

type Here = 'same' | 'on' | 'off';

/** What {@link InboxExceptionDrawer} takes. */
export interface InboxExceptionDrawerProps {
  plugin: PluginFileFragment;
  inbox: InboxName;
  /** What differs already; null for a new exception. */
  exception: InboxException | null;
  /** The settings that may differ for an inbox. */
  fields: readonly SchemaField[];
  onClose(done: boolean): void;
}

/** On, off or as everywhere, and each setting that is to differ for this one inbox. */
export function InboxExceptionDrawer({ plugin, inbox, exception, fields, onClose }: InboxExceptionDrawerProps) {
  const { t } = useTranslation(['admin', 'kit']);
  const run = useRun();
  const own = useMemo(() => (exception?.settings ?? {}) as Settings, [exception]);
  const everywhere = useMemo(() => startValues(fields, plugin.settings), [fields, plugin.settings]);
  const [here, setHere] = useState<Here>(exception?.enabled === true ? 'on' : exception?.enabled === false ? 'off' : 'same');
  const [differ, setDiffer] = useState<ReadonlySet<string>>(() => new Set(Object.keys(own)));
  const [values, setValues] = useState<Settings>(() => ({
    ...everywhere,
    ...startValues(fields, { ...(plugin.settings as object), ...own }),
  }));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  /** A secret is masked already. */
  const everywhereShown = ({ key }: SchemaField): unknown => (plugin.settings as Settings)[key] ?? everywhere[key];

  const send = async (enabled: boolean | null, settings: Record<string, unknown>) => {
    setBusy(true);
    const outcome = await run(PluginUpdateDocument, { input: { pluginId: plugin.id, inboxId: inbox.id, enabled, settings } });
    setBusy(false);
    // The list behind shows what has changed; a message would lie over the next drawer's buttons.
    if (outcome.ok) return onClose(true);
    const { byField, rest } = sortProblems(
      outcome.problems,
      fields.map(({ key }) => key),
    );
    setErrors(byField);
    setRefused(rest);
  };
  const save = () => {
    const chosen = fields.filter(({ key }) => differ.has(key));
    const empty = missing(
      chosen.map((field) => ({ ...field, required: true })),
      values,
      own,
    );
    setErrors(Object.fromEntries(empty.map(({ key, title }) => [key, t('admin:schema.missing', { names: title })])));
    setRefused(null);
    if (empty.length > 0) return;
    const gone = Object.keys(own).filter((key) => !differ.has(key));
    void send(here === 'same' ? null : here === 'on', {
      ...sentValues(chosen, values),
      ...Object.fromEntries(gone.map((key) => [key, null])),
    });
  };
  const same = () => void send(null, Object.fromEntries(Object.keys(own).map((key) => [key, null])));

  return (
    <Drawer
      open
      onClose={() => onClose(false)}
      title={inbox.name}
      actions={
        <>
          {exception && (
            <>
              <Button variant="link-danger" disabled={busy} onClick={same}>
                {t('admin:plugins.dropException')}
              </Button>
              <span className="grow" />
            </>
          )}
          <Button onClick={() => onClose(false)}>{t('kit:cancel')}</Button>
          <Button variant="primary" busy={busy} onClick={save}>
            {t('admin:plugins.save')}
          </Button>
        </>
      }
    >
      <div className={css.fields}>
        {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
        <div>
          <b className={css.question}>{t('admin:plugins.forThis', { plugin: plugin.label })}</b>
          <Segmented<Here>
            label={t('admin:plugins.forThis', { plugin: plugin.label })}
            value={here}
            onChange={setHere}
            options={[
              { value: 'same', label: t(plugin.enabled ? 'admin:plugins.sameOn' : 'admin:plugins.sameOff') },
              { value: 'on', label: t('admin:plugins.on') },
              { value: 'off', label: t('admin:plugins.isOff') },
            ]}
          />
        </div>
        {fields.map((field) => {
          const on = differ.has(field.key);
          return (
            <div key={field.key} className={css.differ}>
              <Checkbox
                checked={on}
                label={
                  <>
                    <span className={css.label}>{field.title}</span>
                    <span className="second muted">
                      {on ? (
                        t('admin:plugins.different')
                      ) : (
                        <>
                          {t('admin:plugins.everywhere')} <SettingValue field={field} value={everywhereShown(field)} />
                        </>
                      )}
                    </span>
                  </>
                }
                onChange={(event) => {
                  const next = new Set(differ);
                  if (event.target.checked) next.add(field.key);
                  else next.delete(field.key);
                  setDiffer(next);
                }}
              />
              {on && (
                <SchemaForm
                  fields={[{ ...field, title: t('admin:plugins.forInbox') }]}
                  values={values}
                  errors={errors}
                  stored={isKept(own, field.key) ? own : null}
                  words={`plugin.${plugin.id}`}
                  onChange={(key, value) => setValues({ ...values, [key]: value })}
                />
              )}
            </div>
          );
        })}
      </div>
    </Drawer>
  );
}
