import { gql } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { ErrorCard, SkeletonLines, Time, useTranslation, type SlotComponent } from '@parley/plugin-ui';
import css from './contact-panel.module.css';
import './words';

export const CONTACT = gql`
  query AcmeContact($id: ID!) {
    node(id: $id) {
      ... on Contact {
        id
        name
        createdAt
      }
    }
  }
`;
interface Answer {
  node: { id: string; name: string; createdAt: string } | null;
}

/** Beside the open conversation. The workbench brings the heading, the data client and a net for what breaks. */
const ContactPanel: SlotComponent<'workbench.conversation.panel'> = ({ contactId }) => {
  const { t } = useTranslation('acme-sample');
  const { data, error, refetch } = useQuery<Answer>(CONTACT, { variables: { id: contactId } });
  if (error) return <ErrorCard compact title={t('failed')} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={2} />;
  if (!data.node) return null;
  return (
    <dl className={css.facts}>
      <dt className="muted">{t('name')}</dt>
      <dd dir="auto">{data.node.name}</dd>
      <dt className="muted">{t('since')}</dt>
      <dd>
        <Time at={data.node.createdAt} format="date" />
      </dd>
    </dl>
  );
};

export default ContactPanel;
