import { Banner, Button, Dialog, toast, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useRun } from '../data/use-run';
import { AgentDeactivateDocument } from '../gql/generated';
import type { Agent } from './agents';

/** Asks before an account is switched off, with what happens to its conversations in numbers. */
export function DeactivateDialog({ agent, open, onClose }: { agent: Pick<Agent, 'id' | 'name' | 'load'>; open: boolean; onClose(): void }) {
  const { t } = useTranslation(['admin', 'kit']);
  const run = useRun();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const close = () => {
    setRefused(null);
    onClose();
  };

  const go = async () => {
    setBusy(true);
    const outcome = await run(AgentDeactivateDocument, { input: { agentId: agent.id } });
    setBusy(false);
    if (!outcome.ok) return setRefused(outcome.problems.map(({ message }) => message).join(' '));
    toast({ tone: 'good', title: t('admin:people.deactivated', { name: agent.name }) });
    close();
  };

  return (
    <Dialog
      open={open}
      onClose={close}
      title={t('admin:people.deactivateTitle', { name: agent.name })}
      actions={
        <>
          <Button onClick={close}>{t('kit:cancel')}</Button>
          <Button variant="danger" busy={busy} onClick={() => void go()}>
            {t('admin:people.deactivate')}
          </Button>
        </>
      }
    >
      <p className="muted">
        {t('admin:people.deactivateText')} <b className="medium">{t('admin:people.reassigned', { count: agent.load })}</b>{' '}
        {t('admin:people.nothingDeleted')}
      </p>
      {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
    </Dialog>
  );
}
