import { Skeleton, useTranslation, type AppName } from '@parley/plugin-ui';
import css from './frame.module.css';

const rows = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The shape of the app that is on its way, in its final sizes. */
export function AppSkeleton({ app }: { app: AppName }) {
  const { t } = useTranslation('kit');
  if (app === 'admin') {
    return (
      <div className={css.desk} role="status" aria-label={t('loading')}>
        <div>
          {rows(9).map((row) => (
            <Skeleton key={row} width={row === 0 ? '70%' : '50%'} height={14} />
          ))}
        </div>
        <div>
          <Skeleton width={200} height={24} />
          <Skeleton height={320} blob />
        </div>
      </div>
    );
  }
  return (
    <div className={css.bench} role="status" aria-label={t('loading')}>
      <div className={css.rail}>
        <Skeleton width={36} height={36} round />
        {rows(3).map((row) => (
          <Skeleton key={row} width={24} height={24} />
        ))}
      </div>
      <div className={css.list}>
        <div className={css.head}>
          <Skeleton width={96} height={16} />
        </div>
        <Skeleton height={36} />
        {rows(8).map((row) => (
          <div key={row} className={css.item}>
            <Skeleton width={36} height={36} round />
            <div>
              <Skeleton width="55%" />
              <Skeleton width="85%" height={10} />
            </div>
          </div>
        ))}
      </div>
      <div />
    </div>
  );
}
