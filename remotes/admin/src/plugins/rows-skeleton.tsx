import { Panel, Skeleton, useTranslation } from '@parley/plugin-ui';
import css from './plugins.module.css';

/** A list of plugins to come. */
export function RowsSkeleton({ rows, bar = false }: { rows: number; bar?: boolean }) {
  const { t } = useTranslation('kit');
  return (
    <div role="status" aria-label={t('loading')}>
      {bar && (
        <div className={css.bar}>
          <Skeleton width={288} height={36} />
          <Skeleton width={260} height={36} />
        </div>
      )}
      <Panel>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={css.row}>
            <Skeleton width={36} height={36} />
            <div className={css.rowText}>
              <Skeleton width="18%" height={14} style={{ marginBlock: 3 }} />
              <Skeleton width="46%" style={{ marginBlock: 3 }} />
            </div>
          </div>
        ))}
      </Panel>
    </div>
  );
}
