import { Button, EmptyState, Panel, SearchField, Segmented, useTranslation } from '@parley/plugin-ui';
import { Puzzle, Search } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { Page, PageHead } from '../frame/page';
import type { PluginsQuery } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { Apps } from './apps';
import { PluginRow } from './plugin-row';
import { byUrgency, needsAttention, shownState } from './plugin-state';
import css from './plugins.module.css';
import { RowsSkeleton } from './rows-skeleton';
import { usePlugins } from './use-plugins';

type Which = 'all' | 'attention' | 'off';
type Listed = PluginsQuery['plugins'][number];

const fits: Record<Which, (plugin: Listed) => boolean> = {
  all: () => true,
  attention: needsAttention,
  off: (plugin) => ['OFF', 'DISABLED'].includes(shownState(plugin)),
};
const answersTo = ({ id, label, description }: Listed, typed: string): boolean =>
  `${label} ${id} ${description ?? ''}`.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());

/** The plugins of this installation, problems first: how each is doing, why, and what to do about it; then the screens themselves. */
export function PluginsPage() {
  const { t } = useTranslation('admin');
  const { data, error, again } = usePlugins();
  const [typed, setTyped] = useState('');
  const [which, setWhich] = useState<Which>('all');
  const all = data?.plugins ?? [];
  const shown = all.filter((plugin) => fits[which](plugin) && answersTo(plugin, typed)).sort(byUrgency);
  const count = (one: Which) => all.filter(fits[one]).length;
  const everything = () => {
    setTyped('');
    setWhich('all');
  };

  return (
    <Page crumbs={[{ label: t('nav.plugins') }]}>
      <PageHead title={t('nav.plugins')} />
      <QueryState data={data} error={error} onRetry={again} skeleton={<RowsSkeleton rows={5} bar />}>
        {all.length === 0 ? (
          <Panel>
            <EmptyState icon={Puzzle} title={t('plugins.none')}>
              {t('plugins.noneText')}
            </EmptyState>
          </Panel>
        ) : (
          <>
            <div className={css.bar}>
              <SearchField className={css.search} value={typed} onChange={setTyped} placeholder={t('plugins.search')} />
              <Segmented<Which>
                label={t('plugins.which')}
                value={which}
                onChange={setWhich}
                options={[
                  { value: 'all', label: t('plugins.all'), count: count('all') },
                  { value: 'attention', label: t('plugins.attention'), count: count('attention') },
                  { value: 'off', label: t('plugins.areOff'), count: count('off') },
                ]}
              />
            </div>
            <Panel aria-label={t('nav.plugins')}>
              {shown.length === 0 ? (
                <EmptyState
                  icon={Search}
                  title={t(which === 'attention' && typed === '' ? 'plugins.allWell' : 'plugins.noHits')}
                  action={<Button onClick={everything}>{t('plugins.showAll')}</Button>}
                />
              ) : (
                <ul>
                  {shown.map((plugin) => (
                    <PluginRow key={plugin.id} plugin={plugin} onChanged={() => void again()} />
                  ))}
                </ul>
              )}
            </Panel>
          </>
        )}
        <Apps plugins={all} />
      </QueryState>
    </Page>
  );
}
