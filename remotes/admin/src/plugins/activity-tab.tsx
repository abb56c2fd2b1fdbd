import { Icon, Panel, Pill, Table, Time, formatMoment, formatNumber, useNow, useTranslation } from '@parley/plugin-ui';
import { CircleCheck, HeartPulse, Pause, TriangleAlert } from '@parley/plugin-ui/icons';
import type { PluginFileFragment } from '../gql/generated';
import { Failures } from './failures';
import css from './plugins.module.css';

/** Milliseconds as a person reads them: 0.4 ms, 38 ms, 1.2 s. */
export function formatMs(ms: number): string {
  const [value, unit] = ms < 1_000 ? [ms, 'ms'] : [ms / 1_000, 's'];
  return `${formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${unit}`;
}

/** What the plugin says of itself. */
function Health({ plugin: { health } }: { plugin: PluginFileFragment }) {
  const { t } = useTranslation('admin');
  const now = useNow(10_000);
  const icon = !health ? HeartPulse : health.ok ? CircleCheck : TriangleAlert;
  return (
    <Panel aria-label={t('plugins.health')} className={css.health}>
      <span data-tone={!health ? undefined : health.ok ? 'READY' : 'DEGRADED'} className={css.mark}>
        <Icon of={icon} />
      </span>
      <div className={css.rowText}>
        <b className="medium second">
          {health ? (health.ok ? t('plugins.healthy') : (health.reason ?? t('plugins.unhealthy'))) : t('plugins.noHealth')}
        </b>
        {health && <p className="second muted">{t('plugins.checked', { time: formatMoment(health.checkedAt, 'full', now) })}</p>}
      </div>
    </Panel>
  );
}

/** How each kind of call into the plugin has gone since the server started. */
function Calls({ calls }: { calls: PluginFileFragment['calls'] }) {
  const { t } = useTranslation('admin');
  return (
    <section aria-labelledby="calls">
      <h2 id="calls" className={css.part}>
        {t('plugins.calls')}
      </h2>
      <p className={css.partHelp}>{t('plugins.callsText')}</p>
      <Panel>
        {calls.length === 0 ? (
          <p className={css.quiet}>{t('plugins.noCalls')}</p>
        ) : (
          <div className={css.scrolls} tabIndex={0} role="group" aria-label={t('plugins.calls')}>
            <Table className={css.calls}>
              <caption className="sr">{t('plugins.calls')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('plugins.call')}</th>
                  {(['count', 'mean', 'longest', 'blocked', 'failed'] as const).map((column) => (
                    <th key={column} scope="col" data-end title={t(`plugins.columnHelp.${column}`)}>
                      {t(`plugins.column.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {calls.map((call) => (
                  <tr key={call.name}>
                    <td>
                      <span className={css.rowName}>
                        <bdi className={css.callName}>{call.name}</bdi>
                        {call.paused && (
                          <Pill tone="warn" icon={Pause}>
                            {t('plugins.paused')}
                          </Pill>
                        )}
                      </span>
                      {call.lastFailure && (
                        <span className={css.lastFailure}>
                          {call.lastFailedAt && <Time at={call.lastFailedAt} format="list" />} <bdi>{call.lastFailure}</bdi>
                        </span>
                      )}
                    </td>
                    <td className="num" data-end>
                      {formatNumber(call.calls)}
                    </td>
                    <td className="num muted" data-end>
                      <bdi>{formatMs(call.averageMs)}</bdi>
                    </td>
                    <td className="num muted" data-end>
                      <bdi>{formatMs(call.longestMs)}</bdi>
                    </td>
                    <td className="num muted" data-end>
                      <bdi>{formatMs(call.blockedMs)}</bdi>
                    </td>
                    <td className={call.failures > 0 ? css.bad : 'num muted'} data-end>
                      {formatNumber(call.failures)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          </div>
        )}
      </Panel>
    </section>
  );
}

/** How a plugin is doing: its own word, what it failed on, and how its calls go. */
export function ActivityTab({ plugin, onChanged }: { plugin: PluginFileFragment; onChanged(): void }) {
  return (
    <div className={css.wide}>
      <Health plugin={plugin} />
      <Failures failures={plugin.failures} onChanged={onChanged} />
      <Calls calls={plugin.calls} />
    </div>
  );
}
