import { compact, isRecord, list, number, word } from '../../json';
import type { KindTranslator } from './part';

/** A basket out of the catalogue. Prices are decimal numbers in the item's currency; a quantity may come as text. */
export const order: KindTranslator = (raw) => {
  if (!isRecord(raw.order)) return undefined;
  const text = word(raw.order.text);
  const items = list(raw.order.product_items)
    .filter(isRecord)
    .map((item) =>
      compact({
        retailerId: word(item.product_retailer_id),
        quantity: number(item.quantity),
        price: number(item.item_price),
        currency: word(item.currency),
      }),
    );
  return { kind: 'order', text, content: compact({ catalogId: word(raw.order.catalog_id), text, items }) };
};
