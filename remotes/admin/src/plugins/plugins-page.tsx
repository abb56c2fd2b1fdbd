import { useQuery } from '@apollo/client/react';
import { Button, EmptyState, Panel, Pill, Table, cx, useTranslation, type IconOf, type Tone } from '@parley/plugin-ui';
import { CircleCheck, CircleOff, Puzzle, RotateCw, ShieldAlert, TriangleAlert, Unplug } from '@parley/plugin-ui/icons';
import { Page, PageHead } from '../frame/page';
import { PluginsDocument, type PluginState } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import css from './plugins.module.css';

const states: Record<PluginState, { tone: Tone; icon: IconOf }> = {
  READY: { tone: 'good', icon: CircleCheck },
  DEGRADED: { tone: 'warn', icon: TriangleAlert },
  QUARANTINED: { tone: 'bad', icon: ShieldAlert },
  INCOMPATIBLE: { tone: 'bad', icon: Unplug },
  DISABLED: { tone: 'neutral', icon: CircleOff },
};

/** The plugins of this installation: how each is doing, why, and what to do about it. */
export function PluginsPage() {
  const { t } = useTranslation('admin');
  const { data, error, loading, refetch } = useQuery(PluginsDocument, {
    fetchPolicy: 'cache-and-network',
    pollInterval: 30_000,
    notifyOnNetworkStatusChange: true,
  });
  const again = () => refetch().catch(() => {});
  return (
    <Page crumbs={[{ label: t('nav.plugins') }]}>
      <PageHead title={t('nav.plugins')}>
        <Button icon={RotateCw} busy={loading && data !== undefined} onClick={() => void again()}>
          {t('plugins.again')}
        </Button>
      </PageHead>
      <QueryState data={data} error={error} onRetry={again} skeleton={<TableSkeleton rows={4} />}>
        <Panel className={css.panel} aria-label={t('nav.plugins')}>
          {data?.plugins.length === 0 ? (
            <EmptyState icon={Puzzle} title={t('plugins.none')}>
              {t('plugins.noneText')}
            </EmptyState>
          ) : (
            <Table className={css.table}>
              <caption className="sr">{t('nav.plugins')}</caption>
              <thead>
                <tr>
                  <th scope="col" className={css.name}>
                    {t('plugins.name')}
                  </th>
                  <th scope="col" className={css.version}>
                    {t('plugins.version')}
                  </th>
                  <th scope="col" className={css.state}>
                    {t('plugins.state')}
                  </th>
                  <th scope="col">{t('plugins.reason')}</th>
                </tr>
              </thead>
              <tbody>
                {data?.plugins.map(({ id, label, version, state, reason, remedy, step }) => (
                  <tr key={id}>
                    <td>
                      <span className={css.block}>{label}</span>
                      <span className={css.id}>{id}</span>
                    </td>
                    <td className={cx('num muted', css.version)}>{version}</td>
                    <td>
                      <Pill tone={states[state].tone} icon={states[state].icon}>
                        {t(`plugins.states.${state}`)}
                      </Pill>
                    </td>
                    <td className={css.why}>
                      {reason ? (
                        <span className={css.block}>
                          {reason}
                          {step && <span className="faint"> · {t('plugins.step', { step })}</span>}
                        </span>
                      ) : (
                        <span className="faint">{t('plugins.fine')}</span>
                      )}
                      {remedy && <span className={css.remedy}>{remedy}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
      </QueryState>
    </Page>
  );
}
