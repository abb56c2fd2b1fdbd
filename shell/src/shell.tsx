import {
  Banner,
  Button,
  ButtonLink,
  ErrorCard,
  NotAllowed,
  ParleyProvider,
  useTranslation,
  type AppName,
  type Parley,
  type Session,
} from '@parley/plugin-ui';
import { CircleAlert, LogOut } from '@parley/plugin-ui/icons';
import { Suspense, lazy, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { BrowserRouter } from 'react-router';
import { appOf, otherApp } from './app-name';
import css from './frame/frame.module.css';
import { RemoteApp } from './frame/remote-app';
import { disabledIn, loadRegistry, type LoadedRegistry } from './registry';
import { Mark } from './session/mark';
import { useShellSession } from './session/use-shell-session';

const STALE_RETRY = 30_000;
/** Who is signed in already does not download the form. */
const SignIn = lazy(async () => ({ default: (await import('./session/sign-in')).SignIn }));

function useRegistry(): { registry: LoadedRegistry | null; failed: boolean; again(): void } {
  const [registry, setRegistry] = useState<LoadedRegistry | null>(null);
  const [failed, setFailed] = useState(false);
  const again = useCallback(() => {
    loadRegistry({ fetch: (url, init) => fetch(url, init), storage: localStorage }).then(
      (loaded) => {
        setRegistry(loaded);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, []);
  useEffect(again, [again]);
  const stale = registry?.stale === true;
  useEffect(() => {
    if (!stale && !failed) return;
    const timer = setInterval(again, STALE_RETRY);
    return () => clearInterval(timer);
  }, [stale, failed, again]);
  return { registry, failed, again };
}

/** The app of a person who is signed in: the remote, or the sentence why not. */
function AppFrame({ app, session, registry, onReload }: { app: AppName; session: Session; registry: LoadedRegistry; onReload(): void }) {
  const { t } = useTranslation(['shell', 'kit']);
  const other = otherApp(app);
  const row = useMemo(() => registry.remotes.find(({ id }) => id === app), [registry, app]);
  const label = t(`shell:app.${app}`);
  const card = (reason: string, retry?: () => void) => (
    <main className={css.card}>
      <ErrorCard title={t('kit:unavailable', { label })} {...(retry ? { onRetry: retry } : {})}>
        {t(`shell:reason.${reason}`)}
      </ErrorCard>
    </main>
  );

  if (!session.viewer.apps.includes(app) || (row?.permission && !session.can(row.permission))) {
    const ways = (
      <>
        {session.viewer.apps.includes(other) && (
          <ButtonLink href={`/${other}/`}>{t('shell:openOther', { app: t(`shell:app.${other}`) })}</ButtonLink>
        )}
        <Button icon={LogOut} onClick={() => void session.signOut()}>
          {t('shell:signOut')}
        </Button>
      </>
    );
    return (
      <main className={css.card}>
        <NotAllowed action={ways} />
      </main>
    );
  }
  if (disabledIn(location.search).has(app)) return card('disabled');
  if (!row) return card('missing', onReload);
  return (
    <BrowserRouter basename={`/${app}`}>
      <RemoteApp row={row} app={app} />
    </BrowserRouter>
  );
}

/** The whole page: who is here, which app, and what can be said when something is missing. */
export function Shell({ parley }: { parley: Parley }) {
  const [app] = useState(() => appOf(location.pathname));
  const { registry, failed, again } = useRegistry();
  const demo = registry?.demo ?? null;
  const { phase, session, refresh } = useShellSession(parley, app, demo);

  let page: ReactNode;
  if (phase.name === 'unreachable') page = <Unreachable onRetry={() => void refresh()} />;
  else if (phase.name === 'signedOut')
    page =
      registry || failed ? (
        <Suspense fallback={<Waiting />}>
          <SignIn app={app} demo={demo} why={phase.why} onSignedIn={refresh} />
        </Suspense>
      ) : (
        <Waiting />
      );
  else if (!session) page = <Waiting />;
  else if (registry) page = <AppFrame app={app} session={session} registry={registry} onReload={again} />;
  else page = failed ? <Unreachable onRetry={again} /> : <Waiting />;

  return (
    <ParleyProvider parley={parley} session={session}>
      {page}
      {registry?.stale && phase.name === 'signedIn' && <Stale onRetry={again} />}
    </ParleyProvider>
  );
}

const Waiting = () => (
  <div className={css.wait} role="status" aria-label="Parley">
    <Mark />
  </div>
);

function Unreachable({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation(['shell', 'kit']);
  return (
    <main className={css.card}>
      <ErrorCard title={t('shell:unreachable.title')} onRetry={onRetry}>
        {t('shell:unreachable.text')}
      </ErrorCard>
    </main>
  );
}

function Stale({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation(['shell', 'kit']);
  return (
    <Banner
      float
      tone="warn"
      icon={CircleAlert}
      className={css.stale ?? ''}
      title={t('shell:stale.title')}
      action={<Button onClick={onRetry}>{t('kit:tryAgain')}</Button>}
    >
      {t('shell:stale.text')}
    </Banner>
  );
}
