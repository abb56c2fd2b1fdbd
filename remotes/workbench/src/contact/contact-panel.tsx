import { useQuery } from '@apollo/client/react';
import { Avatar, ChannelBadge, Drawer, Skeleton, Time, useTranslation } from '@parley/plugin-ui';
import { Link } from 'react-router';
import type { Card } from '../data/types';
import { ContactPanelDocument } from '../gql/generated';
import { Panels } from '../slots/panels';
import css from './contact.module.css';

/** The fourth column. */
export function ContactPanel({ card }: { card: Card }) {
  const { t } = useTranslation('workbench');
  return (
    <aside className={css.contact} aria-label={t('contact.label')}>
      <header className={css.head}>
        <h2>{t('contact.label')}</h2>
      </header>
      <div className="scroll grow">
        <ContactDetails card={card} />
      </div>
    </aside>
  );
}

/** The same where there is no room for a fourth column: over the page. */
export function ContactDrawer({ card, open, onClose }: { card: Card; open: boolean; onClose(): void }) {
  const { t } = useTranslation('workbench');
  return (
    <Drawer open={open} onClose={onClose} title={t('contact.label')} width={360}>
      <div className={css.inDrawer}>
        <ContactDetails card={card} />
      </div>
    </Drawer>
  );
}

/** Who the customer is, to whom they belong, what was before, and what plugins know. */
function ContactDetails({ card }: { card: Card }) {
  const { t } = useTranslation('workbench');
  const { contact, inbox } = card;
  const { data, error } = useQuery(ContactPanelDocument, { variables: { id: contact.id }, fetchPolicy: 'cache-and-network' });
  const known = data?.node && 'identities' in data.node ? data.node : null;
  const before = known?.conversations.nodes.filter((each) => each.id !== card.id) ?? [];
  return (
    <>
      <div className={css.id}>
        <Avatar name={contact.name} hue={contact.avatarHue} size="l" />
        <h3 dir="auto">{contact.name}</h3>
        {contact.displayAddress && contact.displayAddress !== contact.name && (
          <p className="second muted ltr num">{contact.displayAddress}</p>
        )}
      </div>
      {error && !known && (
        <p className={css.note} role="alert">
          {t('contact.failed')}
        </p>
      )}
      <section className={css.sec}>
        <h4>{t('contact.channels')}</h4>
        <p className={css.line}>
          <ChannelBadge channel={inbox.channel} flat />
          <span className="grow cut">{inbox.name}</span>
        </p>
        {known
          ? known.identities.map((identity) => (
              <p key={`${identity.kind}:${identity.value}`} className={css.line}>
                <span className={css.kind}>{t(`contact.kinds.${identity.kind}`, { defaultValue: identity.kind })}</span>
                <span className="grow cut ltr num">{identity.value}</span>
              </p>
            ))
          : !error && <Skeleton width="60%" />}
      </section>
      <section className={css.sec}>
        <h4>{t('contact.owner')}</h4>
        {known ? (
          known.owner ? (
            <p className={css.line}>
              <Avatar size="xs" name={known.owner.name} id={known.owner.id} />
              <span className="grow cut">{known.owner.name}</span>
            </p>
          ) : (
            <p className={css.note}>{t('contact.noOwner')}</p>
          )
        ) : (
          !error && <Skeleton width="44%" />
        )}
      </section>
      <section className={css.sec}>
        <h4>{t('contact.history')}</h4>
        {known ? (
          before.length === 0 ? (
            <p className={css.note}>{t('contact.noHistory')}</p>
          ) : (
            <ul className={css.history}>
              {before.map((each) => (
                <li key={each.id}>
                  <Link className="cut" to={`/c/${each.id}`}>
                    {each.inbox.name}
                  </Link>
                  <span className="meta faint">
                    <Time at={each.closedAt ?? each.openedAt} format="list" />
                  </span>
                  <span className="meta muted cut">
                    {each.status === 'CLOSED'
                      ? each.closedBy
                        ? t('chat.closedBy', { name: each.closedBy.name })
                        : t('chat.closedAuto')
                      : t('contact.open')}
                  </span>
                </li>
              ))}
            </ul>
          )
        ) : (
          !error && <Skeleton width="70%" />
        )}
      </section>
      <Panels conversationId={card.id} contactId={contact.id} inboxId={inbox.id} />
    </>
  );
}
