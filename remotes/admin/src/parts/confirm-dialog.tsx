import { Banner, Button, Dialog, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useState, type ReactNode } from 'react';
import type { Outcome } from '../data/use-run';

/** What {@link ConfirmDialog} takes. */
export interface ConfirmDialogProps<D> {
  /** The question, with the name of what it is about. */
  title: string;
  /** What happens then, and what is kept. */
  children: ReactNode;
  /** On the button: what is done. */
  verb: string;
  /** It cannot be undone, or somebody loses something. */
  danger?: boolean;
  /** Does it; a refusal stays in the dialog, in the server's words. */
  act(): Promise<Outcome<D>>;
  onDone(data: D): void;
  onClose(): void;
}

/** Asks before something that others notice; rendered while it is open. */
export function ConfirmDialog<D>({ title, children, verb, danger = false, act, onDone, onClose }: ConfirmDialogProps<D>) {
  const { t } = useTranslation('kit');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    const outcome = await act();
    setBusy(false);
    if (outcome.ok) onDone(outcome.data);
    else setRefused(outcome.problems.map(({ message }) => message).join(' '));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void go()}>
            {verb}
          </Button>
        </>
      }
    >
      <p className="muted">{children}</p>
      {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
    </Dialog>
  );
}
