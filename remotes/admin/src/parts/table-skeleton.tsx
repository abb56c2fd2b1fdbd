import { Panel, Skeleton, useTranslation } from '@parley/plugin-ui';
import css from './parts.module.css';

/** A table to come: head 36, rows 52. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation('kit');
  return (
    <Panel>
      <div role="status" aria-label={t('loading')}>
        <div className={css.skHead} />
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={css.skRow}>
            <Skeleton width={28} height={28} round />
            <Skeleton width="22%" />
            <Skeleton width="16%" />
            <Skeleton width="12%" />
            <Skeleton width="10%" />
          </div>
        ))}
      </div>
    </Panel>
  );
}
