import { z } from 'zod';

/** Orders in which receipts may come. */
export const RECEIPT_ORDERS = ['in-order', 'reversed', 'skip-delivered', 'failed-then-delivered', 'never-read', 'none'] as const;

/** What goes wrong, and how much. Everything off is the default. */
export const faultsSchema = z.object({
  /** Each webhook waits so many ms. */
  delayMs: z.number().int().min(0).max(3_600_000).default(0),
  /** Each webhook is posted so many times. */
  copies: z.number().int().min(1).max(10).default(1),
  /** Webhooks overtake each other. */
  randomOrder: z.boolean().default(false),
  /** Most updates in one POST. */
  batch: z.number().int().min(1).max(1000).default(1),
  /** Most POSTs under way at once. Webhooks about one customer never overtake each other unless `randomOrder` is on. */
  parallel: z.number().int().min(1).max(64).default(8),
  /** Parley's first answer to each webhook is lost, so it is sent again. */
  loseWebhookAnswer: z.boolean().default(false),
  /** So many of a hundred webhooks never reach Parley and are tried again. */
  dropPercent: z.number().int().min(0).max(100).default(0),
  /** The next webhook carries a wrong signature, once. */
  wrongSignature: z.boolean().default(false),
  /** The next sends fail: in the answer, or accepted and failed by a status. */
  nextSend: z
    .object({
      code: z.number().int(),
      by: z.enum(['answer', 'status']).default('answer'),
      times: z.number().int().min(1).max(100_000).default(1),
    })
    .nullable()
    .default(null),
  /** The next sends are accepted but the connection is cut before the answer: so many times. */
  loseSendAnswer: z.number().int().min(0).max(100_000).default(0),
  /** A send is answered only when its receipts have been delivered. */
  statusBeforeAnswer: z.boolean().default(false),
  receipts: z.enum(RECEIPT_ORDERS).default('in-order'),
  /** Links to media are expired when they are given out. */
  mediaLinksExpire: z.boolean().default(false),
  /** Throughput per number and rate per pair are enforced. */
  limits: z.boolean().default(false),
});

export type Faults = z.infer<typeof faultsSchema>;

/** Nothing goes wrong. */
export const noFaults = (): Faults => faultsSchema.parse({});
