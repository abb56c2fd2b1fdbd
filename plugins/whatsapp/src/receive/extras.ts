import { camelKeys, compact, isRecord, record, word, type Json } from '../json';

/** What may ride on a message of any kind. */
export interface Extras {
  replyToProviderId?: string;
  forwarded?: true;
  content: Json;
}

/**
 * Reads `context` (quote, forward, product) and `referral` (the advertisement or post the customer came from). A referral is sent once and
 * is the only trace of it. The quoted message may be one that we never had: its id is kept all the same.
 */
export function extrasOf(raw: Json): Extras {
  const context = record(raw.context);
  const frequently = context.frequently_forwarded === true;
  const forwarded = context.forwarded === true || frequently;
  const product = isRecord(context.referred_product) ? context.referred_product : undefined;
  return compact({
    replyToProviderId: word(context.id),
    forwarded: forwarded ? (true as const) : undefined,
    content: compact({
      forwarded: forwarded || undefined,
      frequentlyForwarded: frequently || undefined,
      product: product && compact({ catalogId: word(product.catalog_id), retailerId: word(product.product_retailer_id) }),
      referral: isRecord(raw.referral) ? camelKeys(raw.referral) : undefined,
    }),
  });
}
