import { toast, useTranslation } from '@parley/plugin-ui';
import { useCallback } from 'react';
import { useRun } from '../data/use-run';
import { AgentActivateDocument } from '../gql/generated';

/** Lets somebody sign in again. @returns whether it worked; a refusal was said */
export function useActivate(): (agent: { id: string; name: string }) => Promise<boolean> {
  const { t } = useTranslation('admin');
  const run = useRun();
  return useCallback(
    async ({ id, name }) => {
      const outcome = await run(AgentActivateDocument, { input: { agentId: id } });
      if (outcome.ok) toast({ tone: 'good', title: t('people.activated', { name }) });
      else toast({ tone: 'bad', title: t('people.notChanged', { name }), text: outcome.problems[0]?.message });
      return outcome.ok;
    },
    [run, t],
  );
}
