import { Avatar } from '@parley/plugin-ui';
import { listIn, textIn, type Content } from '../data/types';
import css from './body.module.css';

const orgOf = (card: Content): string | null =>
  textIn(card, 'org') ?? (typeof card['org'] === 'object' && card['org'] !== null ? textIn(card['org'] as Content, 'company') : null);

/** Contact cards that a customer passed on: who, where from, and how to reach them. */
export function ContactCards({ content }: { content: Content }) {
  return (
    <ul className={css.people}>
      {listIn(content, 'contacts').map((card, index) => {
        const name = textIn(card, 'name') ?? '';
        const org = orgOf(card);
        return (
          <li key={index} className={css.personCard}>
            <Avatar name={name} size="s" />
            <span className="grow">
              <span className={css.strong} dir="auto">
                {name}
              </span>
              {org && (
                <span className={css.small} dir="auto">
                  {org}
                </span>
              )}
              {listIn(card, 'phones').map((phone, at) => {
                const number = textIn(phone, 'phone') ?? textIn(phone, 'waId');
                return (
                  number && (
                    <a key={`p${at}`} className={css.small} href={`tel:${number.replace(/[^\d+]/g, '')}`} dir="ltr">
                      {number}
                    </a>
                  )
                );
              })}
              {listIn(card, 'emails').map((email, at) => {
                const address = textIn(email, 'email');
                return (
                  address && (
                    <a key={`e${at}`} className={css.small} href={`mailto:${address}`} dir="ltr">
                      {address}
                    </a>
                  )
                );
              })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
