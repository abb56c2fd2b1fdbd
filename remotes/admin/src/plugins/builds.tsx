import { useQuery } from '@apollo/client/react';
import {
  Banner,
  Button,
  Dialog,
  EmptyState,
  Panel,
  Pill,
  Time,
  formatMoment,
  toast,
  useNow,
  useSession,
  useTranslation,
} from '@parley/plugin-ui';
import { CircleAlert, CircleCheck, History, Layers, Rocket, TriangleAlert } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useReadAgain } from '../data/use-live';
import { useRun } from '../data/use-run';
import { UiBuildActivateDocument, UiBuildsDocument, type UiBuildLineFragment } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import css from './plugins.module.css';
import { RowsSkeleton } from './rows-skeleton';

/** The beginning of a build's digest, enough to tell two builds of one version apart. */
export const digestOf = ({ digest }: Pick<UiBuildLineFragment, 'digest'>): string => digest.replace(/^sha\d*-/, '').slice(0, 10);

/** Asks before other people's next tab gets another build. */
function ActivateDialog({
  build,
  back,
  label,
  onClose,
}: {
  build: UiBuildLineFragment;
  back: boolean;
  label: string;
  onClose(done: boolean): void;
}) {
  const { t } = useTranslation(['admin', 'kit']);
  const run = useRun();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    const outcome = await run(UiBuildActivateDocument, { input: { buildId: build.id } });
    setBusy(false);
    if (!outcome.ok) return setRefused(outcome.problems.map(({ message }) => message).join(' '));
    toast({ tone: 'good', title: t('admin:plugins.activated', { name: label, version: build.version }) });
    onClose(true);
  };
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t(back ? 'admin:plugins.rollbackTitle' : 'admin:plugins.activateTitle', { name: label, version: build.version })}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{t('kit:cancel')}</Button>
          <Button variant="primary" busy={busy} onClick={() => void go()}>
            {t(back ? 'admin:plugins.rollback' : 'admin:plugins.activate')}
          </Button>
        </>
      }
    >
      <p className="muted">{t('admin:plugins.activateText')}</p>
      {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
    </Dialog>
  );
}

/** The builds of a screen, newest first: which one people get, and the way to another one, forward or back. */
export function Builds({ remote, label }: { remote: string; label: string }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const now = useNow(60_000);
  const [asked, setAsked] = useState<UiBuildLineFragment | null>(null);
  const { data, error, refetch } = useQuery(UiBuildsDocument, {
    variables: { remote },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const again = () => refetch({ remote }).catch(() => {});
  useReadAgain(({ type }) => type === 'ui.changed', again);
  const builds = [...(data?.uiBuilds ?? [])].sort((a, b) => b.publishedAt.localeCompare(a.publishedAt));
  const active = builds.findIndex((build) => build.active);
  const isBack = (build: UiBuildLineFragment) => active >= 0 && builds.indexOf(build) > active;
  return (
    <QueryState data={data} error={error} onRetry={again} skeleton={<RowsSkeleton rows={3} />}>
      <p className="muted second">{t('plugins.buildsHelp')}</p>
      <Panel aria-label={t('plugins.builds')}>
        {builds.length === 0 ? (
          <EmptyState icon={Layers} title={t('plugins.noBuilds')}>
            {t('plugins.noBuildsText')}
          </EmptyState>
        ) : (
          <ul>
            {builds.map((build) => (
              <li key={build.id} className={css.build} aria-current={build.active || undefined}>
                <div className={css.rowText}>
                  <div className={css.rowName}>
                    <b className="medium num">{build.version}</b>
                    <bdi className={css.mono} title={build.digest}>
                      {digestOf(build)}
                    </bdi>
                    {build.active && (
                      <Pill tone="good" icon={CircleCheck}>
                        {t('plugins.active')}
                      </Pill>
                    )}
                    {build.problem && (
                      <Pill tone="warn" icon={TriangleAlert}>
                        {t('plugins.cannot')}
                      </Pill>
                    )}
                  </div>
                  <p className="second muted">
                    {t(`plugins.origin.${build.origin}`, { defaultValue: build.origin })} <Time at={build.publishedAt} format="full" />
                    {build.active &&
                      build.activatedAt &&
                      ` · ${t('plugins.activeSince', { time: formatMoment(build.activatedAt, 'full', now) })}`}
                  </p>
                  {build.problem && (
                    <p className={css.reason} dir="auto">
                      {build.problem}
                    </p>
                  )}
                </div>
                {can('plugins.manage') && !build.active && !build.problem && (
                  <Button icon={isBack(build) ? History : Rocket} onClick={() => setAsked(build)}>
                    {t(isBack(build) ? 'plugins.rollback' : 'plugins.activate')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {asked && (
        <ActivateDialog
          build={asked}
          back={isBack(asked)}
          label={label}
          onClose={(done) => {
            setAsked(null);
            if (done) void again();
          }}
        />
      )}
    </QueryState>
  );
}
