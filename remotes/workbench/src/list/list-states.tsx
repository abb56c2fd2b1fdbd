import { Button, ButtonLink, EmptyState, ErrorCard, Skeleton, useSession, useTranslation } from '@parley/plugin-ui';
import { Inbox, SearchX } from '@parley/plugin-ui/icons';
import css from './list.module.css';

const widths = [
  [52, 86],
  [38, 70],
  [60, 92],
  [44, 64],
  [56, 80],
  [34, 74],
  [48, 60],
  [62, 88],
] as const;

/** Cards to come, in their final size. */
export function ListLoading() {
  const { t } = useTranslation('workbench');
  return (
    <div role="status" aria-busy="true" aria-label={t('list.loading')}>
      {widths.map(([name, text], index) => (
        <div key={index} className={css.waitingCard}>
          <Skeleton round width={36} height={36} />
          <span>
            <Skeleton width={`${name}%`} />
            <Skeleton width={`${text}%`} height={10} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** The list could not be read. */
export function ListFailed({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation('workbench');
  return (
    <div className={css.fill}>
      <ErrorCard title={t('list.failed')} onRetry={onRetry}>
        {t('list.failedHelp')}
      </ErrorCard>
    </div>
  );
}

/** There is nothing: because nobody wrote yet, or because the search has no hits. */
export function ListEmpty({ search, onClear }: { search: string; onClear(): void }) {
  const { t } = useTranslation('workbench');
  const { demo } = useSession();
  if (search)
    return (
      <div className={css.fill}>
        <EmptyState
          icon={SearchX}
          title={t('list.noHits', { text: search })}
          action={
            <Button variant="link" onClick={onClear}>
              {t('list.clear')}
            </Button>
          }
        >
          {t('list.noHitsHelp')}
        </EmptyState>
      </div>
    );
  return (
    <div className={css.fill}>
      <EmptyState
        icon={Inbox}
        title={t('list.empty')}
        action={
          demo?.phoneUrl ? (
            <ButtonLink variant="link" href={demo.phoneUrl} external>
              {t('list.emptyPhone')}
            </ButtonLink>
          ) : undefined
        }
      />
    </div>
  );
}
