import { useTranslation } from '@parley/plugin-ui';
import { useParams } from 'react-router';
import { Page, PageHead } from '../frame/page';
import { Builds } from './builds';
import { Tile } from './plugin-state';
import css from './plugins.module.css';

/** One of Parley's own screens: its builds. */
export function ScreenPage() {
  const { t } = useTranslation('admin');
  const { remote = '' } = useParams();
  const label = t(`plugins.app.${remote}`, { defaultValue: remote });
  return (
    <Page crumbs={[{ label: t('nav.plugins'), to: '/plugins' }, { label }]}>
      <PageHead title={label} before={<Tile id={remote} label={label} />} />
      <div className={css.column}>
        <Builds remote={remote} label={label} />
      </div>
    </Page>
  );
}
