import { CombinedGraphQLErrors } from '@apollo/client';
import { ErrorCard, NotAllowed, useTranslation } from '@parley/plugin-ui';
import type { ReactNode } from 'react';

const forbidden = (error: unknown): boolean =>
  CombinedGraphQLErrors.is(error) && error.errors.some((each) => each.extensions?.['code'] === 'FORBIDDEN');

/** What {@link QueryState} takes. */
export interface QueryStateProps {
  /** What the query brought; nothing while it is on its way. */
  data: unknown;
  error: unknown;
  onRetry(): unknown;
  /** Shown while there is nothing yet, in the final size. */
  skeleton: ReactNode;
  children: ReactNode;
}

/** A query on screen: its skeleton, its error with “Try again”, “not allowed”, or what it brought. What is known stays when a later read fails. */
export function QueryState({ data, error, onRetry, skeleton, children }: QueryStateProps) {
  const { t } = useTranslation('admin');
  if (data) return children;
  if (forbidden(error)) return <NotAllowed />;
  if (error)
    return (
      <ErrorCard title={t('error.notRead')} onRetry={() => void onRetry()}>
        {t('error.notReadText')}
      </ErrorCard>
    );
  return skeleton;
}
