import { Icon, useTranslation } from '@parley/plugin-ui';
import { BarChart3, MapPin, ShoppingBag, UserRound } from '@parley/plugin-ui/icons';
import type { ReactNode } from 'react';
import type { ChatMessage, Json } from '../data/types';
import css from './bubble.module.css';
import { type Answer, Card } from './card';
import { bodyOf, list, obj, sourceOf, str } from './reading';
import { Voice } from './voice';

/** What stands in a bubble, by kind. `onAnswer` is given when its buttons can be used. */
export function Content({ message, onAnswer }: { message: ChatMessage; onAnswer: ((answer: Answer) => void) | undefined }): ReactNode {
  const { t } = useTranslation('simulator');
  const body = bodyOf(message);
  if (message.revoked) return <span className={css.soft}>{t('phone.revoked')}</span>;
  switch (message.type) {
    case 'text':
      return (
        <p className={css.text} dir="auto">
          {str(body.body)}
        </p>
      );
    case 'image':
      return (
        <div className={css.pic}>
          <a href={sourceOf(body)} target="_blank" rel="noopener">
            <img src={sourceOf(body)} alt={str(body.caption) || t('phone.photo')} />
          </a>
          <Caption body={body} />
        </div>
      );
    case 'video':
      return (
        <div className={css.pic}>
          <video src={sourceOf(body)} controls preload="metadata" aria-label={t('phone.video')} />
          <Caption body={body} />
        </div>
      );
    case 'audio':
      return <Voice id={message.id} src={sourceOf(body)} />;
    case 'sticker':
      return <img className={css.sticker} src={sourceOf(body)} alt={t('phone.sticker')} />;
    case 'document':
      return <Document body={body} />;
    case 'location':
      return (
        <p className={css.place}>
          <Icon of={MapPin} size="s" />
          <span>
            {str(body.name) || `${str(body.latitude)}, ${str(body.longitude)}`}
            {str(body.address) && (
              <span className="meta muted">
                <br />
                {str(body.address)}
              </span>
            )}
          </span>
        </p>
      );
    case 'contacts':
      return (
        <>
          {list(message.body).map((card, i) => (
            <p key={i} className={css.place}>
              <Icon of={UserRound} size="s" />
              <span>
                {str(obj(card.name).formatted_name)}
                <br />
                <bdi className="meta muted ltr">{str(list(card.phones)[0]?.phone)}</bdi>
              </span>
            </p>
          ))}
        </>
      );
    case 'button':
      return <p dir="auto">{str(body.text)}</p>;
    case 'order':
      return (
        <p className={css.place}>
          <Icon of={ShoppingBag} size="s" />
          <span>{t('phone.cart', { count: list(body.product_items).length })}</span>
        </p>
      );
    case 'unsupported':
      return (
        <p className={css.place}>
          <Icon of={BarChart3} size="s" />
          <span>{t('phone.poll')}</span>
        </p>
      );
    case 'template':
    case 'interactive':
      return <Card message={message} onAnswer={onAnswer} />;
    default:
      return <span className={css.soft}>{message.type}</span>;
  }
}

const Caption = ({ body }: { body: Json }) =>
  str(body.caption) ? (
    <p className={css.text} dir="auto">
      {str(body.caption)}
    </p>
  ) : null;

function Document({ body }: { body: Json }) {
  const { t } = useTranslation('simulator');
  const name = str(body.filename) || t('phone.document');
  const extension = /\.(\w{1,4})$/.exec(name)?.[1]?.toUpperCase() ?? 'FILE';
  return (
    <>
      <a className={css.file} href={sourceOf(body)} target="_blank" rel="noopener">
        <span className={css.ico} aria-hidden="true">
          {extension}
        </span>
        <span className="cut medium">{name}</span>
      </a>
      <Caption body={body} />
    </>
  );
}
