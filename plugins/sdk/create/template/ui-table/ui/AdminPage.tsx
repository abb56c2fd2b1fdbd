import { gql } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorCard, SkeletonLines, useTranslation, type SlotComponent } from '@parley/plugin-ui';
import './words';

export const TOTAL = gql`
  query AcmeVisitCount {
    acmeVisitCount
  }
`;

/** A page of its own in the console. The console brings the frame around it. */
const AdminPage: SlotComponent<'admin.page'> = () => {
  const { t } = useTranslation('acme-sample');
  const { data, error, refetch } = useQuery<{ acmeVisitCount: number }>(TOTAL, { fetchPolicy: 'cache-and-network' });
  if (error) return <ErrorCard title={t('failed')} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines />;
  return <EmptyState title={t('title')}>{t('total', { count: data.acmeVisitCount })}</EmptyState>;
};

export default AdminPage;
