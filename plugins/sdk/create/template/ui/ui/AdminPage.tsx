import { gql } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorCard, SkeletonLines, useTranslation, type SlotComponent } from '@parley/plugin-ui';
import './words';

export const STATE = gql`
  query AcmeState {
    plugins {
      id
      version
      state
    }
  }
`;
interface Answer {
  plugins: { id: string; version: string; state: string }[];
}

/** A page of its own in the console. The console brings the frame around it. */
const AdminPage: SlotComponent<'admin.page'> = () => {
  const { t } = useTranslation('acme-sample');
  const { data, error, refetch } = useQuery<Answer>(STATE);
  if (error) return <ErrorCard title={t('failed')} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines />;
  const self = data.plugins.find(({ id }) => id === 'acme-sample');
  return <EmptyState title={t('title')}>{t('running', { version: self?.version, state: self?.state })}</EmptyState>;
};

export default AdminPage;
