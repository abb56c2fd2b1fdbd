import { formatTag, useTranslation } from '@parley/plugin-ui';
import { listIn, textIn, type Content } from '../data/types';
import css from './body.module.css';

const amount = (value: unknown): number => (typeof value === 'number' ? value : Number(value) || 0);

function money(value: number, currency: string): string {
  try {
    return new Intl.NumberFormat(formatTag(), { style: 'currency', currency }).format(value);
  } catch {
    return `${value} ${currency}`;
  }
}

/** An order: each line with quantity and price, and the sum. */
export function Order({ content }: { content: Content }) {
  const { t } = useTranslation('workbench');
  const items = listIn(content, 'items');
  const currency = textIn(items[0] ?? {}, 'currency') ?? '';
  const total = items.reduce((sum, item) => sum + amount(item['quantity']) * amount(item['price']), 0);
  return (
    <div className={css.order}>
      <span className={css.strong}>
        {t('kind.order')} · {t('message.items', { count: items.length })}
      </span>
      <ul>
        {items.map((item, index) => (
          <li key={index}>
            <span className="num muted">{t('message.quantity', { count: amount(item['quantity']) })}</span>
            <span className="grow cut" dir="auto">
              {textIn(item, 'name') ?? textIn(item, 'retailerId')}
            </span>
            <span className="num">{money(amount(item['price']), textIn(item, 'currency') ?? currency)}</span>
          </li>
        ))}
      </ul>
      {items.length > 0 && (
        <span className={css.sum}>
          <span>{t('message.total')}</span>
          <span className="num">{money(total, currency)}</span>
        </span>
      )}
    </div>
  );
}
