import { Icon, IconButton, Menu, SlotView, cx, useSlot, useTranslation } from '@parley/plugin-ui';
import { ArrowDown, ArrowUp, Ellipsis, Trash2, TriangleAlert } from '@parley/plugin-ui/icons';
import type { SchemaField, Settings } from '../schema-form/fields';
import { SchemaForm } from '../schema-form/schema-form';
import css from './inboxes.module.css';

/** A rule of an inbox as it is edited. */
export interface RuleDraft {
  rule: string;
  label: string;
  /** False: its plugin is not running, so its settings cannot be shown, and stay as they are stored. */
  available: boolean;
  stored: unknown;
  values: Settings;
}

/** What {@link RuleCard} takes. */
export interface RuleCardProps {
  inboxId: string;
  draft: RuleDraft;
  fields: readonly SchemaField[];
  /** Its place, where there are several. */
  number: number | null;
  onChange(values: Settings): void;
  onMove: { up?: (() => void) | undefined; down?: (() => void) | undefined };
  onRemove(): void;
}

/** What a form of the plugin's own is given: only what has a value. */
const filled = (values: Settings): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** A rule's settings: in the form that its plugin brings, else in the one made from its schema. */
function RuleForm({ inboxId, draft, fields, onChange }: Pick<RuleCardProps, 'inboxId' | 'draft' | 'fields' | 'onChange'>) {
  const { t } = useTranslation('admin');
  const { rule, values, stored } = draft;
  const own = useSlot('admin.rule.settings', { rule, inboxId })[0];
  if (own && !own.problem) return <SlotView item={own} props={{ inboxId, rule, settings: filled(values), onChange, disabled: false }} />;
  return (
    <>
      {own?.problem && <p className="meta muted">{t('slots.ownForm', { reason: own.problem })}</p>}
      <SchemaForm
        fields={fields}
        values={values}
        stored={stored}
        words={`rule.${rule.split('/').at(-1)}`}
        onChange={(key, value) => onChange({ ...values, [key]: value })}
      />
    </>
  );
}

/** One rule: what it asks for, in sentences. A rule without its plugin is outlined and says what to do. */
export function RuleCard({ inboxId, draft, fields, number, onChange, onMove, onRemove }: RuleCardProps) {
  const { t } = useTranslation('admin');
  const { label, available } = draft;
  return (
    <li className={cx(css.rule, !available && css.broken)}>
      <header className="row">
        {number !== null && <span className={css.number}>{number}</span>}
        <h2 className="grow">{label}</h2>
        <Menu>
          <Menu.Target>
            <IconButton icon={Ellipsis} label={t('inboxes.ruleMenu', { rule: label })} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item icon={ArrowUp} disabled={!onMove.up} onClick={onMove.up}>
              {t('inboxes.moveUp')}
            </Menu.Item>
            <Menu.Item icon={ArrowDown} disabled={!onMove.down} onClick={onMove.down}>
              {t('inboxes.moveDown')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item danger icon={Trash2} onClick={onRemove}>
              {t('inboxes.removeRule')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      {available ? (
        <RuleForm inboxId={inboxId} draft={draft} fields={fields} onChange={onChange} />
      ) : (
        <p className={css.brokenText}>
          <Icon of={TriangleAlert} size="s" />
          {t('inboxes.ruleBroken')}
        </p>
      )}
    </li>
  );
}
