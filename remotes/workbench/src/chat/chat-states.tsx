import { EmptyState, ErrorCard, KeyCap, Skeleton, Trans, useTranslation } from '@parley/plugin-ui';
import { MessageCircle, MessageCircleOff } from '@parley/plugin-ui/icons';
import css from './chat.module.css';

/** Header, bubbles and composer to come, in their final size. */
export function ChatLoading() {
  const { t } = useTranslation('workbench');
  return (
    <>
      <div className={css.loadHead} role="status" aria-label={t('chat.loading')}>
        <Skeleton round width={36} height={36} />
        <span>
          <Skeleton width={128} />
          <Skeleton width={176} height={10} />
        </span>
      </div>
      <BubblesLoading />
      <div className={css.loadBox} />
    </>
  );
}

/** Bubbles to come. */
export function BubblesLoading() {
  return (
    <div className={css.loadLog} aria-hidden="true">
      <Skeleton blob width="46%" height={58} />
      <Skeleton blob width="32%" height={37} />
      <span data-out style={{ inlineSize: '54%' }}>
        <Skeleton blob height={80} />
      </span>
      <Skeleton blob width={264} height={172} />
      <span data-out style={{ inlineSize: '40%' }}>
        <Skeleton blob height={37} />
      </span>
    </div>
  );
}

/** No conversation is open. */
export function NothingOpen({ any }: { any: boolean }) {
  const { t } = useTranslation('workbench');
  return (
    <div className={css.fill}>
      <EmptyState icon={MessageCircle} title={t(any ? 'chat.choose' : 'chat.ready')}>
        <Trans t={t} i18nKey="chat.readyHelp" components={[<KeyCap key="key" keys="?" />]} />
      </EmptyState>
    </div>
  );
}

/** The conversation is not there for this person. */
export function ChatGone() {
  const { t } = useTranslation('workbench');
  return (
    <div className={css.fill}>
      <EmptyState icon={MessageCircleOff} title={t('chat.gone')}>
        {t('chat.goneHelp')}
      </EmptyState>
    </div>
  );
}

/** The history could not be read. */
export function ChatFailed({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation('workbench');
  return (
    <div className={css.fill}>
      <ErrorCard title={t('chat.failed')} onRetry={onRetry}>
        {t('chat.failedHelp')}
      </ErrorCard>
    </div>
  );
}
