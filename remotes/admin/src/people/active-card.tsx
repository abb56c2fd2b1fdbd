import { useSession, useTranslation } from '@parley/plugin-ui';
import { useState } from 'react';
import { ToggleCard } from '../parts/toggle-card';
import { DeactivateDialog } from './deactivate-dialog';
import type { AgentDetails } from './use-agent-form';
import { useActivate } from './use-activate';

/** The account's switch. It works at once; switching off is asked about first. */
export function ActiveCard({ agent }: { agent: AgentDetails }) {
  const { t } = useTranslation('admin');
  const { viewer } = useSession();
  const activate = useActivate();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const active = agent.state === 'ACTIVE';
  const own = agent.id === viewer.agent.id;
  const off = `${t('people.deactivateText')} ${t('people.reassigned', { count: agent.load })} ${t('people.nothingDeleted')}`;

  const toggle = async () => {
    if (active) return setAsking(true);
    setBusy(true);
    await activate(agent);
    setBusy(false);
  };

  return (
    <>
      <ToggleCard
        label={t('people.state.ACTIVE')}
        help={own ? t('people.notYourself') : active ? off : t('people.inactiveHelp')}
        checked={active}
        disabled={own || busy}
        onChange={() => void toggle()}
      />
      <DeactivateDialog agent={agent} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}
