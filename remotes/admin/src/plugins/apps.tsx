import { useQuery } from '@apollo/client/react';
import { Icon, Panel, Time, useTranslation } from '@parley/plugin-ui';
import { ChevronRight } from '@parley/plugin-ui/icons';
import { Link } from 'react-router';
import { useReadAgain } from '../data/use-live';
import { UiBuildsDocument } from '../gql/generated';
import { digestOf } from './builds';
import { Tile } from './plugin-state';
import css from './plugins.module.css';

/** The screens that are no plugin's (workbench, console): which build people get, and the way to its earlier ones. */
export function Apps({ plugins }: { plugins: readonly { id: string }[] }) {
  const { t } = useTranslation('admin');
  const { data, refetch } = useQuery(UiBuildsDocument, { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' });
  useReadAgain(
    ({ type }) => type === 'ui.changed',
    () => void refetch().catch(() => {}),
  );
  const builds = data?.uiBuilds.filter(({ remote }) => !plugins.some(({ id }) => id === remote)) ?? [];
  const remotes = [...new Set(builds.map(({ remote }) => remote))];
  if (remotes.length === 0) return null;
  return (
    <section className={css.apps} aria-labelledby="apps">
      <h2 id="apps" className={css.part}>
        {t('plugins.apps')}
      </h2>
      <Panel>
        <ul>
          {remotes.map((remote) => {
            const label = t(`plugins.app.${remote}`, { defaultValue: remote });
            const active = builds.find((build) => build.remote === remote && build.active);
            return (
              <li key={remote} className={css.row}>
                <Tile id={remote} label={label} />
                <div className={css.rowText}>
                  <div className={css.rowName}>
                    <Link className="cut" to={`/screens/${remote}`}>
                      {label}
                    </Link>
                    {active && <span className="meta faint num">{active.version}</span>}
                  </div>
                  <p className="second muted">
                    {active ? (
                      <>
                        <bdi className={css.mono}>{digestOf(active)}</bdi> · {t('plugins.since')}{' '}
                        <Time at={active.activatedAt ?? active.publishedAt} format="list" />
                      </>
                    ) : (
                      t('plugins.noBuild')
                    )}
                  </p>
                </div>
                <Icon of={ChevronRight} size="s" flip />
              </li>
            );
          })}
        </ul>
      </Panel>
    </section>
  );
}
