import { Button, Dialog, KeyCap, useSingleKeys, useTranslation } from '@parley/plugin-ui';
import css from './dialogs.module.css';

/** A shortcut as the page of all keys shows it. */
export interface KeyLine {
  keys: string;
  label: string;
  group: string;
}

/** All keys, by where they work. */
export function KeysDialog({ open, onClose, lines }: { open: boolean; onClose(): void; lines: readonly KeyLine[] }) {
  const { t } = useTranslation(['workbench', 'kit']);
  const { on } = useSingleKeys();
  const groups = [...new Set(lines.map((line) => line.group))];
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('keys.title')}
      width={520}
      actions={
        <Button onClick={onClose} data-autofocus>
          {t('kit:close')}
        </Button>
      }
    >
      {!on && <p className={css.note}>{t('keys.single')}</p>}
      <div className={css.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3 className={css.group}>{group}</h3>
            <dl className={css.lines}>
              {lines
                .filter((line) => line.group === group)
                .map((line) => (
                  <div key={line.keys} className={css.line}>
                    <dt>{line.label}</dt>
                    <dd>
                      <KeyCap keys={line.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
