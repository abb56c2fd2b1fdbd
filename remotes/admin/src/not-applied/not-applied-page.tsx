import { TabLinks, useTranslation } from '@parley/plugin-ui';
import { useParams } from 'react-router';
import { Page, PageHead } from '../frame/page';
import { Letters } from './letters';
import css from './not-applied.module.css';
import { Notices } from './notices';

/** What a channel brought and no conversation could take, and what it told about itself. */
export function NotAppliedPage() {
  const { t } = useTranslation('admin');
  const { tab = 'letters' } = useParams();
  return (
    <Page crumbs={[{ label: t('nav.notApplied'), to: '/not-applied' }, { label: t(`notApplied.tabs.${tab}`) }]}>
      <PageHead title={t('nav.notApplied')} />
      <TabLinks
        label={t('nav.notApplied')}
        className={css.tabs}
        items={[
          { to: '/not-applied', end: true, label: t('notApplied.tabs.letters') },
          { to: '/not-applied/notices', label: t('notApplied.tabs.notices') },
        ]}
      />
      {tab === 'notices' ? <Notices /> : <Letters />}
    </Page>
  );
}
