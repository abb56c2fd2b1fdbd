import { Banner, Button, Dialog, Switch, toast, useSession, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useRun } from '../data/use-run';
import { PluginUpdateDocument, type PluginLineFragment } from '../gql/generated';

/** Where nothing of a plugin runs there is nothing to switch; its state says so. */
export const isSwitched = ({ state }: Pick<PluginLineFragment, 'state'>): boolean => state === 'READY' || state === 'DEGRADED';

/** The switch of a plugin in this organization. Turning it off asks first and says what stops. */
export function OnOff({ plugin, onChanged }: { plugin: Pick<PluginLineFragment, 'id' | 'label' | 'enabled'>; onChanged(): void }) {
  const { t } = useTranslation(['admin', 'kit']);
  const { can } = useSession();
  const run = useRun();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { id, label, enabled } = plugin;
  const close = () => {
    setAsking(false);
    setRefused(null);
  };
  const turn = async (on: boolean) => {
    setBusy(true);
    const outcome = await run(PluginUpdateDocument, { input: { pluginId: id, enabled: on } });
    setBusy(false);
    if (!outcome.ok) {
      const why = outcome.problems.map(({ message }) => message).join(' ');
      if (on) toast({ tone: 'bad', title: t('admin:plugins.notChanged', { name: label }), text: why });
      else setRefused(why);
      return;
    }
    close();
    toast({ tone: 'good', title: t(on ? 'admin:plugins.turnedOn' : 'admin:plugins.turnedOff', { name: label }) });
    onChanged();
  };
  return (
    <>
      <Switch
        checked={enabled}
        disabled={busy || !can('plugins.manage')}
        aria-label={t('admin:plugins.onHere', { name: label })}
        onChange={(event) => {
          if (event.target.checked) void turn(true);
          else setAsking(true);
        }}
      />
      <Dialog
        open={asking}
        onClose={close}
        title={t('admin:plugins.offTitle', { name: label })}
        actions={
          <>
            <Button onClick={close}>{t('kit:cancel')}</Button>
            <Button variant="danger" busy={busy} onClick={() => void turn(false)}>
              {t('admin:plugins.off')}
            </Button>
          </>
        }
      >
        <p className="muted">{t('admin:plugins.offText')}</p>
        {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
      </Dialog>
    </>
  );
}
