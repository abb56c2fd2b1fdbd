import { Icon, IconButton, Menu, cx, useTranslation } from '@parley/plugin-ui';
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
  draft: RuleDraft;
  fields: readonly SchemaField[];
  /** Its place, where there are several. */
  number: number | null;
  onChange(key: string, value: unknown): void;
  onMove: { up?: (() => void) | undefined; down?: (() => void) | undefined };
  onRemove(): void;
}

/** One rule: what it asks for, in sentences. A rule without its plugin is outlined and says what to do. */
export function RuleCard({ draft, fields, number, onChange, onMove, onRemove }: RuleCardProps) {
  const { t } = useTranslation('admin');
  const { rule, label, available, values } = draft;
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
        <SchemaForm fields={fields} values={values} kept words={`rule.${rule.split('/').at(-1)}`} onChange={onChange} />
      ) : (
        <p className={css.brokenText}>
          <Icon of={TriangleAlert} size="s" />
          {t('inboxes.ruleBroken')}
        </p>
      )}
    </li>
  );
}
