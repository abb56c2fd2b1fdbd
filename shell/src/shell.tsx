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
import { Suspense, lazy, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { BrowserRouter } from 'react-router';
import { appOf, otherApp } from './app-name';
import css from './frame/frame.module.css';
import { RemoteApp } from './frame/remote-app';
import { disabledIn, type Disabled, type RemoteRow } from './registry';
import { Mark } from './session/mark';
import { useShellSession } from './session/use-shell-session';
import { createLoader, type RemoteLoader } from './slots/loader';
import { useSlotHost } from './slots/use-slot-host';
import { useChanges, useOverride } from './use-changes';
import { useRegistry } from './use-registry';
import { useReports } from './use-reports';

/** Who is signed in already does not download the form. */
const SignIn = lazy(async () => ({ default: (await import('./session/sign-in')).SignIn }));
/** Rarely shown: not part of the first load. */
const Bars = lazy(async () => ({ default: (await import('./frame/bars')).Bars }));
const NewVersion = lazy(async () => ({ default: (await import('./frame/new-version')).NewVersion }));

interface AppFrameProps {
  app: AppName;
  session: Session;
  rows: readonly RemoteRow[];
  loader: RemoteLoader;
  disabled: Disabled;
  onReload(): void;
}

/** The app of a person who is signed in: the remote, or the sentence why not. */
function AppFrame({ app, session, rows, loader, disabled, onReload }: AppFrameProps) {
  const { t } = useTranslation(['shell', 'kit']);
  const other = otherApp(app);
  const row = rows.find(({ id }) => id === app);
  const label = t(`shell:app.${app}`);
  const card = (reason: string, retry?: () => void) => (
    <main className={css.card}>
      <ErrorCard title={t('kit:unavailable', { label })} {...(retry ? { onRetry: retry } : {})}>
        {t(`kit:reason.${reason}`)}
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
  if (disabled.has(app, 'app')) return card('disabled');
  if (!row) return card('missing', onReload);
  return (
    <BrowserRouter basename={`/${app}`}>
      <RemoteApp row={row} app={app} loader={loader} onRetry={onReload} />
    </BrowserRouter>
  );
}

/** The whole page: who is here, which app, and what can be said when something is missing. */
export function Shell({ parley }: { parley: Parley }) {
  const [app] = useState(() => appOf(location.pathname));
  const [loader] = useState(createLoader);
  const [disabled] = useState(() => disabledIn(location.search));
  const { registry, failed, again } = useRegistry(loader);
  const demo = registry?.demo ?? null;
  const { phase, session, refresh } = useShellSession(parley, app, demo);
  const sessionId = session?.viewer.session.id ?? null;
  const override = registry?.override ?? null;
  const { newer } = useSyncExternalStore(loader.state.subscribe, loader.state.get);
  const round = useChanges(parley, sessionId, again);
  useOverride(phase.name === 'signedOut', sessionId, registry, again);
  useReports(parley, sessionId !== null);
  const slots = useSlotHost({ parley, loader, sessionId, round, override, disabled });

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
  else if (registry)
    page = <AppFrame app={app} session={session} rows={registry.remotes} loader={loader} disabled={disabled} onReload={again} />;
  else page = failed ? <Unreachable onRetry={again} /> : <Waiting />;

  // While the server is still asked who is here, the app's code may already come.
  const wanted =
    phase.name === 'starting' && !override && !disabled.has(app, 'app') ? registry?.remotes.find(({ id }) => id === app) : null;
  const component = wanted?.module ?? null;
  useEffect(() => {
    if (component) loader.load({ plugin: app, component }).catch(() => {});
  }, [loader, app, component]);

  const inside = phase.name === 'signedIn';
  const unusual = override?.entry != null || disabled.ids.length > 0;
  return (
    <ParleyProvider parley={parley} session={session} slots={slots}>
      <Suspense>
        {inside && unusual && <Bars override={override} disabled={disabled} />}
        {inside && !registry?.stale && newer !== '' && <NewVersion newer={newer} />}
      </Suspense>
      {page}
      {inside && registry?.stale && <Stale onRetry={again} />}
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
      className={css.notice ?? ''}
      title={t('shell:stale.title')}
      action={<Button onClick={onRetry}>{t('kit:tryAgain')}</Button>}
    >
      {t('shell:stale.text')}
    </Banner>
  );
}
