import { Banner, Button, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import css from './inboxes.module.css';

/** What {@link SaveBar} takes. */
export interface SaveBarProps {
  verb: string;
  /** “Saved 10:42”, once it was. */
  saved: string | null;
  /** Something was changed and not saved. */
  dirty: boolean;
  busy: boolean;
  refused: string | null;
  onSave(): void;
  onDiscard(): void;
}

/** The end of a form that changes something in force: what was refused, when it was saved, and the buttons. */
export function SaveBar({ verb, saved, dirty, busy, refused, onSave, onDiscard }: SaveBarProps) {
  const { t } = useTranslation('admin');
  return (
    <div className={css.saveBar}>
      {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
      <div className="row">
        <span className="meta muted grow" role="status">
          {dirty ? t('unsaved') : saved}
        </span>
        {dirty && <Button onClick={onDiscard}>{t('discard')}</Button>}
        <Button variant="primary" busy={busy} disabled={!dirty} onClick={onSave}>
          {verb}
        </Button>
      </div>
    </div>
  );
}
