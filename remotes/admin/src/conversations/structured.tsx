import { Icon, formatNumber, formatTag, useTranslation } from '@parley/plugin-ui';
import { ExternalLink, MapPin, Phone, Reply, ShoppingBag, UserRound } from '@parley/plugin-ui/icons';
import css from './bubble.module.css';
import { listIn, numberIn, objectIn, textIn, type Content } from './content';

/** Only addresses of the web become links. */
const webAddress = (url: string | null): string | null => (url && /^https?:\/\//i.test(url) ? url : null);
const Text = ({ children }: { children: string | null }) =>
  children ? (
    <p className={css.text} dir="auto">
      {children}
    </p>
  ) : null;

function Place({ content, text }: { content: Content; text: string | null }) {
  const { t } = useTranslation('admin');
  const [latitude, longitude] = [numberIn(content, 'latitude'), numberIn(content, 'longitude')];
  const url =
    webAddress(textIn(content, 'url')) ??
    (latitude !== null && longitude !== null
      ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
      : null);
  return (
    <span className={css.card}>
      <Icon of={MapPin} />
      <span className="grow">
        <b>{textIn(content, 'name') ?? text ?? t('kind.location')}</b>
        {textIn(content, 'address') && <span className="muted second">{textIn(content, 'address')}</span>}
        {url && (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {latitude !== null ? `${latitude}, ${longitude}` : t('message.openMap')}
          </a>
        )}
      </span>
    </span>
  );
}

function People({ content }: { content: Content }) {
  return listIn(content, 'contacts').map((person, index) => (
    <span key={index} className={css.card}>
      <Icon of={UserRound} />
      <span className="grow">
        <b dir="auto">{textIn(person, 'name')}</b>
        {listIn(person, 'phones').map((phone, at) => (
          <bdi key={at} className="ltr num second">
            {textIn(phone, 'phone')}
          </bdi>
        ))}
        {listIn(person, 'emails').map((email, at) => (
          <span key={at} className="second">
            {textIn(email, 'email')}
          </span>
        ))}
        {textIn(person, 'org') && <span className="muted second">{textIn(person, 'org')}</span>}
      </span>
    </span>
  ));
}

function Order({ content, text }: { content: Content; text: string | null }) {
  const { t } = useTranslation('admin');
  const money = (item: Content) => {
    const [price, currency] = [numberIn(item, 'price'), textIn(item, 'currency')];
    if (price === null) return '';
    return currency && /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat(formatTag(), { style: 'currency', currency }).format(price)
      : formatNumber(price);
  };
  return (
    <>
      <span className={css.card}>
        <Icon of={ShoppingBag} />
        <span className="grow">
          <b>{t('kind.order')}</b>
          {listIn(content, 'items').map((item, index) => (
            <span key={index} className="second num">
              {numberIn(item, 'quantity') ?? 1} × {textIn(item, 'retailerId')} <span className="muted">{money(item)}</span>
            </span>
          ))}
        </span>
      </span>
      <Text>{text ?? textIn(content, 'text')}</Text>
    </>
  );
}

function Interactive({ content, text }: { content: Content; text: string | null }) {
  const { t } = useTranslation('admin');
  const buttons = listIn(content, 'buttons').map((button) => textIn(button, 'title'));
  const rows = listIn(objectIn(content, 'list'), 'sections')
    .flatMap((section) => listIn(section, 'rows'))
    .map((row) => textIn(row, 'title'));
  const link = objectIn(content, 'url');
  const header = typeof content['header'] === 'string' ? content['header'] : null;
  if (textIn(content, 'type') && !textIn(content, 'body')) {
    return (
      <>
        <span className={css.tagline}>
          <Icon of={Reply} size="xs" flip />
          {t('message.chose')}
        </span>
        <Text>{textIn(content, 'title') ?? text ?? t('kind.interactive')}</Text>
        {textIn(content, 'description') && <p className="muted second">{textIn(content, 'description')}</p>}
      </>
    );
  }
  return (
    <>
      {header && <b dir="auto">{header}</b>}
      <Text>{text ?? textIn(content, 'body')}</Text>
      {textIn(content, 'footer') && <p className="muted second">{textIn(content, 'footer')}</p>}
      {[...buttons, ...rows].map((title, index) => (
        <span key={index} className={css.offer}>
          {title}
        </span>
      ))}
      {textIn(link, 'label') && (
        <span className={css.offer}>
          <Icon of={ExternalLink} size="xs" />
          {textIn(link, 'label')}
        </span>
      )}
    </>
  );
}

/** A message that is more than words: a place, people, an order, a question with answers, a template, a call. */
export function StructuredBody({ kind, content, text }: { kind: string; content: Content; text: string | null }) {
  const { t } = useTranslation('admin');
  if (kind === 'location') return <Place content={content} text={text} />;
  if (kind === 'contacts') return <People content={content} />;
  if (kind === 'order') return <Order content={content} text={text} />;
  if (kind === 'interactive') return <Interactive content={content} text={text} />;
  if (kind === 'button')
    return (
      <>
        <span className={css.tagline}>
          <Icon of={Reply} size="xs" flip />
          {t('message.chose')}
        </span>
        <Text>{text ?? textIn(content, 'text')}</Text>
      </>
    );
  if (kind === 'call')
    return (
      <span className={css.card}>
        <Icon of={Phone} />
        <b>
          {t('kind.call')}
          {textIn(content, 'event') ? ` · ${textIn(content, 'event')}` : ''}
        </b>
      </span>
    );
  return (
    <>
      <span className={css.tagline}>{t('message.template', { name: textIn(content, 'name') ?? '' })}</span>
      <Text>{text ?? textIn(content, 'preview')}</Text>
    </>
  );
}
