import { Icon, useTranslation } from '@parley/plugin-ui';
import { ExternalLink, List, Reply } from '@parley/plugin-ui/icons';
import { listIn, textIn, type Content } from '../data/types';
import css from './body.module.css';
import { Markup } from './markup';

/** What the customer chose: a button, an entry of a list, or a filled form. */
export function Choice({ content, text }: { content: Content; text: string | null }) {
  const { t } = useTranslation('workbench');
  const type = textIn(content, 'type') ?? 'button_reply';
  const title = text ?? textIn(content, 'title') ?? textIn(content, 'text') ?? textIn(content, 'payload') ?? '';
  const description = textIn(content, 'description');
  const data = typeof content['data'] === 'object' && content['data'] !== null ? Object.entries(content['data'] as Content) : [];
  return (
    <>
      <span className={css.tagline}>
        <Icon of={Reply} size="xs" flip />
        {t(`message.choice.${type}`, { defaultValue: t('kind.interactive') })}
      </span>
      {title && (
        <p className={css.strong} dir="auto">
          {title}
        </p>
      )}
      {description && (
        <p className={css.small} dir="auto">
          {description}
        </p>
      )}
      {data.length > 0 && (
        <dl className={css.form}>
          {data.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd dir="auto">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** A message of ours with something to choose from. */
export function Offer({ content, text }: { content: Content; text: string | null }) {
  const list = typeof content['list'] === 'object' && content['list'] !== null ? (content['list'] as Content) : null;
  const link = typeof content['url'] === 'object' && content['url'] !== null ? (content['url'] as Content) : null;
  const header = textIn(content, 'header');
  const footer = textIn(content, 'footer');
  const rows = [
    ...listIn(content, 'buttons').map((button) => ({ icon: Reply, label: textIn(button, 'title') ?? '' })),
    ...(list ? [{ icon: List, label: textIn(list, 'button') ?? '' }] : []),
    ...(link ? [{ icon: ExternalLink, label: textIn(link, 'label') ?? textIn(link, 'url') ?? '' }] : []),
  ];
  return (
    <>
      {header && (
        <p className={css.strong} dir="auto">
          {header}
        </p>
      )}
      <Markup text={textIn(content, 'body') ?? text ?? ''} />
      {footer && (
        <p className={css.small} dir="auto">
          {footer}
        </p>
      )}
      {rows.length > 0 && (
        <span className={css.buttons}>
          {rows.map((row, index) => (
            <span key={index}>
              <Icon of={row.icon} size="xs" flip={row.icon === Reply} />
              {row.label}
            </span>
          ))}
        </span>
      )}
    </>
  );
}
