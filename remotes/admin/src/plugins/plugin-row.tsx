import { Icon, useTranslation } from '@parley/plugin-ui';
import { ChevronRight } from '@parley/plugin-ui/icons';
import { Link } from 'react-router';
import type { PluginsQuery } from '../gql/generated';
import { OnOff, isSwitched } from './on-off';
import { StatePill, Tile, shownState } from './plugin-state';
import css from './plugins.module.css';

/** One plugin in the list: who it is, how it is doing, and, where something is wrong, why and what to do. */
export function PluginRow({ plugin, onChanged }: { plugin: PluginsQuery['plugins'][number]; onChanged(): void }) {
  const { t } = useTranslation('admin');
  const { id, label, version, reason, remedy, description, failures } = plugin;
  return (
    <li className={css.row}>
      <Tile id={id} label={label} />
      <div className={css.rowText}>
        <div className={css.rowName}>
          <Link className="cut" to={`/plugins/${id}`} dir="auto">
            {label}
          </Link>
          <span className="meta faint num">{version}</span>
        </div>
        {reason ? (
          <p className={css.reason} data-tone={shownState(plugin)}>
            <bdi>{reason}</bdi>
          </p>
        ) : (
          <p className="second muted">
            <bdi>{description ?? id}</bdi>
          </p>
        )}
        {remedy && (
          <p className="second muted">
            <bdi>{remedy}</bdi>
          </p>
        )}
        {failures.length > 0 && (
          <p className="second">
            <Link className={css.inRow} to={`/plugins/${id}/activity`}>
              {t('plugins.failed')}
            </Link>
          </p>
        )}
      </div>
      <StatePill state={shownState(plugin)} />
      <span className={css.switch}>{isSwitched(plugin) && <OnOff plugin={plugin} onChanged={onChanged} />}</span>
      <Icon of={ChevronRight} size="s" flip />
    </li>
  );
}
