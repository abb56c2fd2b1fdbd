import { gql } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { ErrorCard, SkeletonLines, useTranslation, type SlotComponent } from '@parley/plugin-ui';
import './words';

export const VISITS = gql`
  query AcmeVisits($id: ID!) {
    node(id: $id) {
      ... on Contact {
        id
        acmeVisits
      }
    }
  }
`;
interface Answer {
  node: { id: string; acmeVisits: number } | null;
}

/** Beside the open conversation. The workbench brings the heading, the data client and a net for what breaks. */
const ContactPanel: SlotComponent<'workbench.conversation.panel'> = ({ contactId }) => {
  const { t } = useTranslation('acme-sample');
  const { data, error, refetch } = useQuery<Answer>(VISITS, { variables: { id: contactId }, fetchPolicy: 'cache-and-network' });
  if (error) return <ErrorCard compact title={t('failed')} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={1} />;
  return data.node && <p className="num">{t('visits', { count: data.node.acmeVisits })}</p>;
};

export default ContactPanel;
