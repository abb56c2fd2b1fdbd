import { ErrorCard, SlotBoundary, useTranslation, type AppName } from '@parley/plugin-ui';
import { useCallback, useEffect, useState, type ComponentType } from 'react';
import { LoadError, loadModule } from '../federation';
import type { RemoteRow } from '../registry';
import { AppSkeleton } from './app-skeleton';
import css from './frame.module.css';

type Loaded = { state: 'loading' } | { state: 'ready'; App: ComponentType } | { state: 'failed'; error: LoadError };

/** Loads one remote and shows it; while it loads its shape, and when it fails a card with the reason and a way to try again. */
export function RemoteApp({ row, app }: { row: RemoteRow; app: AppName }) {
  const { t } = useTranslation(['shell', 'kit']);
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const [round, setRound] = useState(0);

  useEffect(() => {
    let current = true;
    setLoaded({ state: 'loading' });
    loadModule(row).then(
      (App) => {
        if (current) setLoaded({ state: 'ready', App });
      },
      (error: unknown) => {
        if (current) setLoaded({ state: 'failed', error: error instanceof LoadError ? error : new LoadError('broken', row.module) });
      },
    );
    return () => {
      current = false;
    };
  }, [row, round]);

  const again = useCallback(() => setRound((before) => before + 1), []);
  if (loaded.state === 'loading') return <AppSkeleton app={app} />;
  if (loaded.state === 'failed') {
    const { reason, detail } = loaded.error;
    return (
      <main className={css.card}>
        <ErrorCard title={t('kit:unavailable', { label: row.label })} onRetry={again}>
          {t(`shell:reason.${reason}`, { detail })}
        </ErrorCard>
      </main>
    );
  }
  return (
    <SlotBoundary id={row.id} label={row.label} onRetry={again}>
      <loaded.App />
    </SlotBoundary>
  );
}
