import { Icon, useTranslation } from '@parley/plugin-ui';
import { Ban, Forward, Megaphone, ShoppingBag } from '@parley/plugin-ui/icons';
import type { ReactNode } from 'react';
import { contentOf, textIn, type ChatMessage, type Content } from '../data/types';
import css from './body.module.css';
import { Choice, Offer } from './choices';
import { ContactCards } from './contact-cards';
import { Document } from './document';
import { Location } from './location';
import { isBigEmoji, Markup } from './markup';
import { Order } from './order';
import { Film, Picture, Sticker } from './picture';
import { PluginKind } from './plugin-kind';
import { Sound } from './sound';
import { Unsupported } from './unsupported';

/** How the frame around a body is drawn. */
export type Frame = 'plain' | 'picture' | 'bare' | 'wide';

const known = new Set([
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'button',
  'order',
  'template',
]);

/** Which frame a message wants. */
export function frameOf(message: ChatMessage): Frame {
  if (message.revoked) return 'plain';
  if (message.kind === 'image' || message.kind === 'video') return 'picture';
  if (
    message.kind === 'sticker' ||
    (message.kind === 'text' && !message.replyTo && !message.replyToUnavailable && isBigEmoji(message.text ?? ''))
  )
    return 'bare';
  if (message.kind === 'template' || (message.kind === 'interactive' && message.direction === 'OUT')) return 'wide';
  return 'plain';
}

const objectIn = (content: Content, key: string): Content | null =>
  typeof content[key] === 'object' && content[key] !== null ? (content[key] as Content) : null;

/** Where a message comes from, if it tells: an advertisement, a product, another chat. */
function Origin({ message, content }: { message: ChatMessage; content: Content }) {
  const { t } = useTranslation('workbench');
  const referral = objectIn(content, 'referral');
  const product = objectIn(content, 'product');
  const source = referral ? textIn(referral, 'sourceUrl') : null;
  return (
    <>
      {message.forwarded && (
        <span className={css.tagline}>
          <Icon of={Forward} size="xs" flip />
          {t('message.forwarded')}
        </span>
      )}
      {referral && (
        <span className={css.origin}>
          <span className={css.tagline}>
            <Icon of={Megaphone} size="xs" />
            {t('message.referral')}
          </span>
          <b dir="auto">{textIn(referral, 'headline')}</b>
          {textIn(referral, 'body') && <span dir="auto">{textIn(referral, 'body')}</span>}
          {source && /^https?:/i.test(source) && (
            <a href={source} target="_blank" rel="noopener noreferrer" dir="ltr">
              {source}
            </a>
          )}
        </span>
      )}
      {product && (
        <span className={css.tagline}>
          <Icon of={ShoppingBag} size="xs" />
          {t('message.product', { id: textIn(product, 'retailerId') ?? '' })}
        </span>
      )}
    </>
  );
}

/** What is inside a bubble: every kind shown as what it is. */
export function Body({ message, from }: { message: ChatMessage; from: string }) {
  const { t } = useTranslation('workbench');
  if (message.revoked)
    return (
      <p className={css.revoked}>
        <Icon of={Ban} size="xs" />
        {t('message.revoked')}
      </p>
    );
  const content = contentOf(message);
  const words = message.text?.trim() ? message.text : null;
  const file = message.attachments[0];
  const parts: ReactNode = (() => {
    if (!known.has(message.kind))
      return (
        <PluginKind message={message}>
          {words && <Markup text={words} />}
          <Unsupported message={message} content={content} />
        </PluginKind>
      );
    switch (message.kind) {
      case 'image':
        return (
          <>
            {message.attachments.map((each) => (
              <Picture key={each.id} file={each} from={from} />
            ))}
            {words && <Markup text={words} />}
          </>
        );
      case 'video':
        return (
          <>
            {message.attachments.map((each) => (
              <Film key={each.id} file={each} />
            ))}
            {words && <Markup text={words} />}
          </>
        );
      case 'audio':
      case 'voice':
        return (
          <>
            {message.attachments.map((each) => (
              <Sound key={each.id} file={each} />
            ))}
            {words && <Markup text={words} />}
          </>
        );
      case 'document':
        return (
          <>
            {message.attachments.map((each) => (
              <Document key={each.id} file={each} />
            ))}
            {words && (
              <div className={css.caption}>
                <Markup text={words} />
              </div>
            )}
          </>
        );
      case 'sticker':
        return file ? <Sticker file={file} /> : <p>{t('kind.sticker')}</p>;
      case 'location':
        return <Location content={content} text={words} />;
      case 'contacts':
        return <ContactCards content={content} />;
      case 'interactive':
        return message.direction === 'OUT' ? <Offer content={content} text={words} /> : <Choice content={content} text={words} />;
      case 'button':
        return <Choice content={{ type: 'button_reply', ...content }} text={words} />;
      case 'order':
        return (
          <>
            {words && <Markup text={words} />}
            <Order content={content} />
          </>
        );
      case 'template':
        return <Markup text={textIn(content, 'preview') ?? words ?? textIn(content, 'name') ?? ''} />;
      default:
        return words && isBigEmoji(words) && frameOf(message) === 'bare' ? (
          <p className={css.big}>{words}</p>
        ) : (
          <Markup text={words ?? ''} />
        );
    }
  })();
  return (
    <>
      <Origin message={message} content={content} />
      {parts}
    </>
  );
}
