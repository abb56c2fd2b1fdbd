import { Switch, toast, useSession, useTranslation } from '@parley/plugin-ui';
import { useState } from 'react';
import { useRun } from '../data/use-run';
import { PluginUpdateDocument, type PluginLineFragment } from '../gql/generated';
import { ConfirmDialog } from '../parts/confirm-dialog';

/** Where nothing of a plugin runs there is nothing to switch; its state says so. */
export const isSwitched = ({ state }: Pick<PluginLineFragment, 'state'>): boolean => state === 'READY' || state === 'DEGRADED';

/** The switch of a plugin in this organization. Turning it off asks first and says what stops. */
export function OnOff({ plugin, onChanged }: { plugin: Pick<PluginLineFragment, 'id' | 'label' | 'enabled'>; onChanged(): void }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const run = useRun();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, label, enabled } = plugin;
  const turn = (on: boolean) => run(PluginUpdateDocument, { input: { pluginId: id, enabled: on } });
  const turnOn = async () => {
    setBusy(true);
    const outcome = await turn(true);
    setBusy(false);
    if (!outcome.ok) return toast({ tone: 'bad', title: t('plugins.notChanged', { name: label }), text: outcome.problems[0]?.message });
    toast({ tone: 'good', title: t('plugins.turnedOn', { name: label }) });
    onChanged();
  };
  return (
    <>
      <Switch
        checked={enabled}
        disabled={busy || !can('plugins.manage')}
        aria-label={t('plugins.onHere', { name: label })}
        onChange={(event) => {
          if (event.target.checked) void turnOn();
          else setAsking(true);
        }}
      />
      {asking && (
        <ConfirmDialog
          danger
          title={t('plugins.offTitle', { name: label })}
          verb={t('plugins.off')}
          act={() => turn(false)}
          onDone={() => {
            setAsking(false);
            toast({ tone: 'good', title: t('plugins.turnedOff', { name: label }) });
            onChanged();
          }}
          onClose={() => setAsking(false)}
        >
          {t('plugins.offText')}
        </ConfirmDialog>
      )}
    </>
  );
}
