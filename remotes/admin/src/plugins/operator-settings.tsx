import { Panel, useTranslation } from '@parley/plugin-ui';
import type { SchemaField } from '../schema-form/fields';
import css from './plugins.module.css';

/** A setting to read: its words where it is a choice, yes or no, else what is stored. */
export function SettingValue({ field, value }: { field: SchemaField; value: unknown }) {
  const { t } = useTranslation('admin');
  if (field.kind === 'boolean') return t(value === true ? 'plugins.yes' : 'plugins.no');
  if (value === undefined || value === null || value === '') return <span className="faint">{t('plugins.notSet')}</span>;
  const words = field.choices.find((choice) => choice.value === value)?.title;
  return <bdi>{words ?? (typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value))}</bdi>;
}

/** Settings of the whole installation: to read here, to change in the operator's file. */
export function OperatorSettings({ fields, settings }: { fields: readonly SchemaField[]; settings: unknown }) {
  const { t } = useTranslation('admin');
  const own = fields.filter(({ scope }) => scope === 'installation');
  const stored = typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : {};
  if (own.length === 0) return null;
  return (
    <section aria-labelledby="operator">
      <h2 id="operator" className={css.part}>
        {t('plugins.operator')}
      </h2>
      <p className={css.partHelp}>{t('plugins.operatorText')}</p>
      <Panel className={css.filePart}>
        <dl>
          {own.map((field) => (
            <div key={field.key} className={css.pair}>
              <dt>
                <span className="muted">{field.title}</span>
                {field.help && <span className={css.hint}>{field.help}</span>}
              </dt>
              <dd className={css.value}>
                <SettingValue field={field} value={stored[field.key] ?? field.default} />
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
    </section>
  );
}
