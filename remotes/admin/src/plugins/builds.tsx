import { useQuery } from '@apollo/client/react';
import { Button, EmptyState, Panel, Pill, Time, formatMoment, toast, useNow, useSession, useTranslation } from '@parley/plugin-ui';
import { CircleCheck, History, Layers, Rocket, TriangleAlert } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { useReadAgain } from '../data/use-live';
import { useRun } from '../data/use-run';
import { UiBuildActivateDocument, UiBuildsDocument, type UiBuildLineFragment } from '../gql/generated';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { QueryState } from '../parts/query-state';
import css from './plugins.module.css';
import { RowsSkeleton } from './rows-skeleton';

/** The beginning of a build's digest, enough to tell two builds of one version apart. */
export const digestOf = ({ digest }: Pick<UiBuildLineFragment, 'digest'>): string => digest.replace(/^sha\d*-/, '').slice(0, 10);

/** The builds of a screen, newest first: which one people get, and the way to another one, forward or back. */
export function Builds({ remote, label }: { remote: string; label: string }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const run = useRun();
  const now = useNow(60_000);
  const [asked, setAsked] = useState<UiBuildLineFragment | null>(null);
  const { data, error, refetch } = useQuery(UiBuildsDocument, {
    variables: { remote },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const again = () => refetch({ remote }).catch(() => {});
  useReadAgain(({ type }) => type === 'ui.changed', again);
  const builds = data?.uiBuilds ?? [];
  const active = builds.find((build) => build.active);
  const isBack = ({ publishedAt }: UiBuildLineFragment) => active !== undefined && publishedAt < active.publishedAt;
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
                    <p className={css.reason}>
                      <bdi>{build.problem}</bdi>
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
        <ConfirmDialog
          title={t(isBack(asked) ? 'plugins.rollbackTitle' : 'plugins.activateTitle', { name: label, version: asked.version })}
          verb={t(isBack(asked) ? 'plugins.rollback' : 'plugins.activate')}
          act={() => run(UiBuildActivateDocument, { input: { buildId: asked.id } })}
          onDone={() => {
            setAsked(null);
            toast({ tone: 'good', title: t('plugins.activated', { name: label, version: asked.version }) });
            void again();
          }}
          onClose={() => setAsked(null)}
        >
          {t('plugins.activateText')}
        </ConfirmDialog>
      )}
    </QueryState>
  );
}
