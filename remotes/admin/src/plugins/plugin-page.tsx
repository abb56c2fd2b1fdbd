import { Banner, ButtonLink, ErrorCard, SkeletonLines, TabLinks, useSession, useTranslation } from '@parley/plugin-ui';
import { useParams } from 'react-router';
import { Page, PageHead } from '../frame/page';
import type { PluginFileFragment } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { AboutTab } from './about-tab';
import { ActivityTab } from './activity-tab';
import { Builds } from './builds';
import { OnOff, isSwitched } from './on-off';
import { StatePill, Tile, iconOf, shownState, toneOf } from './plugin-state';
import css from './plugins.module.css';
import { SettingsTab } from './settings-tab';
import { usePluginFile } from './use-plugins';

/** What is wrong with it, where it stopped, and what to do. */
function Trouble({ plugin }: { plugin: PluginFileFragment }) {
  const { t } = useTranslation('admin');
  const { reason, remedy, step } = plugin;
  if (!reason) return null;
  const state = shownState(plugin);
  return (
    <Banner tone={toneOf(state)} icon={iconOf(state)} className={css.trouble} title={<bdi>{reason}</bdi>}>
      {remedy && <bdi>{remedy}</bdi>}
      {remedy && step && ' '}
      {step && <span className="faint">{t('plugins.step', { step: t(`plugins.steps.${step}`, { defaultValue: step }) })}</span>}
    </Banner>
  );
}

/** One plugin: what it is and may do, its settings, how its calls go, and its screens. */
export function PluginPage() {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const { pluginId = '', tab = 'about' } = useParams();
  const { plugin, error, again } = usePluginFile(pluginId);
  const base = `/plugins/${pluginId}`;
  const label = plugin?.label ?? pluginId;
  const failures = plugin?.failures.length ?? 0;

  return (
    <Page crumbs={[{ label: t('nav.plugins'), to: '/plugins' }, { label, to: base }, { label: t(`plugins.tabs.${tab}`) }]}>
      <QueryState
        data={plugin !== undefined}
        error={error}
        onRetry={again}
        skeleton={
          <div className={css.column}>
            <SkeletonLines lines={8} />
          </div>
        }
      >
        {!plugin ? (
          <ErrorCard title={t('plugins.gone', { id: pluginId })} action={<ButtonLink to="/plugins">{t('plugins.back')}</ButtonLink>}>
            {t('plugins.goneText')}
          </ErrorCard>
        ) : (
          <>
            <PageHead
              title={label}
              before={<Tile id={plugin.id} label={label} />}
              after={
                <>
                  <span className="muted num">{plugin.version}</span>
                  <StatePill state={shownState(plugin)} />
                </>
              }
            >
              {isSwitched(plugin) && (
                <label className={css.onHere}>
                  <span className="second muted">{t('plugins.here')}</span>
                  <OnOff plugin={plugin} onChanged={() => void again()} />
                </label>
              )}
              {plugin.state === 'DISABLED' && <span className="second muted">{t('plugins.offByOperator')}</span>}
            </PageHead>
            <TabLinks
              label={label}
              className={css.tabs}
              items={[
                { to: base, end: true, label: t('plugins.tabs.about') },
                { to: `${base}/settings`, label: t('plugins.tabs.settings') },
                { to: `${base}/activity`, label: t('plugins.tabs.activity'), ...(failures > 0 ? { count: failures } : {}) },
                { to: `${base}/screens`, label: t('plugins.tabs.screens') },
              ]}
            />
            <Trouble plugin={plugin} />
            {!can('plugins.manage') && tab !== 'about' && <p className={css.readOnly}>{t('plugins.readOnly')}</p>}
            {tab === 'about' && <AboutTab plugin={plugin} />}
            {tab === 'settings' && <SettingsTab key={plugin.id} plugin={plugin} onChanged={() => void again()} />}
            {tab === 'activity' && <ActivityTab plugin={plugin} onChanged={() => void again()} />}
            {tab === 'screens' && (
              <div className={css.column}>
                <Builds remote={plugin.id} label={label} />
              </div>
            )}
          </>
        )}
      </QueryState>
    </Page>
  );
}
