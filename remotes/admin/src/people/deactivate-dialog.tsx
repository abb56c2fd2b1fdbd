import { toast, useTranslation } from '@parley/plugin-ui';
import { useRun } from '../data/use-run';
import { AgentDeactivateDocument } from '../gql/generated';
import { ConfirmDialog } from '../parts/confirm-dialog';
import type { Agent } from './agents';

/** Asks before an account is switched off, with what happens to its conversations in numbers. */
export function DeactivateDialog({ agent, open, onClose }: { agent: Pick<Agent, 'id' | 'name' | 'load'>; open: boolean; onClose(): void }) {
  const { t } = useTranslation('admin');
  const run = useRun();
  if (!open) return null;
  return (
    <ConfirmDialog
      danger
      title={t('people.deactivateTitle', { name: agent.name })}
      verb={t('people.deactivate')}
      act={() => run(AgentDeactivateDocument, { input: { agentId: agent.id } })}
      onDone={() => {
        toast({ tone: 'good', title: t('people.deactivated', { name: agent.name }) });
        onClose();
      }}
      onClose={onClose}
    >
      {t('people.deactivateText')} <b className="medium">{t('people.reassigned', { count: agent.load })}</b> {t('people.nothingDeleted')}
    </ConfirmDialog>
  );
}
