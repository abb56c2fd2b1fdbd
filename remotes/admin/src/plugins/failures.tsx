import { Button, EmptyState, Panel, Time, toast, useSession, useTranslation } from '@parley/plugin-ui';
import { CircleCheck, RotateCw, Trash2 } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useRun } from '../data/use-run';
import { PluginFailureDiscardDocument, PluginFailureReplayDocument, type PluginFailureLineFragment } from '../gql/generated';
import { ConfirmDialog } from '../parts/confirm-dialog';
import css from './plugins.module.css';

/** The events and jobs that a plugin failed on again and again: why, and the way to try once more or to let it be. */
export function Failures({ failures, onChanged }: { failures: readonly PluginFailureLineFragment[]; onChanged(): void }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const run = useRun();
  const [busy, setBusy] = useState<string | null>(null);
  const [asked, setAsked] = useState<PluginFailureLineFragment | null>(null);
  const replay = async (failure: PluginFailureLineFragment) => {
    setBusy(failure.id);
    const outcome = await run(PluginFailureReplayDocument, { input: { failureId: failure.id } });
    setBusy(null);
    const again = outcome.ok && outcome.data.pluginFailureReplay.failure;
    if (!outcome.ok)
      toast({ tone: 'bad', title: t('plugins.notReplayed'), text: outcome.problems.map(({ message }) => message).join(' ') });
    else if (again) toast({ tone: 'warn', title: t('plugins.failedAgain'), text: again.reason });
    else toast({ tone: 'good', title: t('plugins.replayed') });
    onChanged();
  };
  return (
    <section aria-labelledby="failures">
      <h2 id="failures" className={css.part}>
        {t('plugins.failures')}
      </h2>
      <p className={css.partHelp}>{t('plugins.failuresText')}</p>
      <Panel>
        {failures.length === 0 ? (
          <EmptyState icon={CircleCheck} title={t('plugins.noFailures')} />
        ) : (
          <ul>
            {failures.map((failure) => (
              <li key={failure.id} className={css.build}>
                <div className={css.rowText}>
                  <div className={css.rowName}>
                    <bdi className={css.callName}>{failure.call}</bdi>
                    <span className="meta faint">
                      {t('plugins.attempts', { count: failure.attempts })} · <Time at={failure.failedAt} format="list" />
                    </span>
                  </div>
                  <p className={css.reason}>
                    <bdi>{failure.reason}</bdi>
                  </p>
                </div>
                {can('plugins.manage') && (
                  <>
                    <Button icon={RotateCw} busy={busy === failure.id} onClick={() => void replay(failure)}>
                      {t('plugins.replay')}
                    </Button>
                    <Button variant="quiet" icon={Trash2} onClick={() => setAsked(failure)}>
                      {t('plugins.discard')}
                    </Button>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {asked && (
        <ConfirmDialog
          danger
          title={t('plugins.discardTitle')}
          verb={t('plugins.discard')}
          act={() => run(PluginFailureDiscardDocument, { input: { failureId: asked.id } })}
          onDone={() => {
            setAsked(null);
            onChanged();
          }}
          onClose={() => setAsked(null)}
        >
          {t('plugins.discardText')}
        </ConfirmDialog>
      )}
    </section>
  );
}
