import { z } from 'zod';

const text = z.string().min(1).max(65_536);
const messageId = z.string().min(1).max(1024);
const caption = z.string().max(4096).optional();
const shorthand = <T extends z.ZodType>(key: string, schema: T) =>
  z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), schema);

/** `context`: a reply, a forward, or a question about a product. */
const contextSchema = z
  .object({
    id: messageId.optional(),
    forwarded: z.boolean().optional(),
    frequently_forwarded: z.boolean().optional(),
    referred_product: z.object({ catalog_id: z.string(), product_retailer_id: z.string() }).optional(),
  })
  .optional();

/** An advertisement or post that brought the customer here. */
const referralSchema = z
  .looseObject({
    source_url: z.string(),
    source_type: z.enum(['ad', 'post']).default('ad'),
    source_id: z.string().default('120226305854810726'),
    headline: z.string().optional(),
    body: z.string().optional(),
  })
  .optional();

/** An existing media id, or nothing: then the uploaded file or a sample is used. */
const media = <S extends z.ZodRawShape>(more: S) => z.object({ id: z.string().optional(), ...more }).prefault({} as never);

const common = { numberId: z.string().optional(), context: contextSchema, referral: referralSchema };

const contactCard = z.looseObject({
  name: z.looseObject({ formatted_name: z.string() }),
  phones: z.array(z.looseObject({ phone: z.string() })).optional(),
});

/**
 * What a customer may send, in WhatsApp's own shapes: `{ type: 'location', location: { latitude, longitude } }`. `text` may be a plain
 * string. `voice` is an audio that was recorded.
 */
export const inboundSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: shorthand('body', z.object({ body: text })), ...common }),
  z.object({ type: z.literal('image'), image: media({ caption }), ...common }),
  z.object({ type: z.literal('video'), video: media({ caption }), ...common }),
  z.object({ type: z.literal('audio'), audio: media({}), ...common }),
  z.object({ type: z.literal('voice'), voice: media({}), ...common }),
  z.object({ type: z.literal('document'), document: media({ caption, filename: z.string().max(255).optional() }), ...common }),
  z.object({ type: z.literal('sticker'), sticker: media({ animated: z.boolean().optional() }), ...common }),
  z.object({
    type: z.literal('location'),
    location: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().optional(),
      address: z.string().optional(),
      url: z.string().optional(),
    }),
    ...common,
  }),
  z.object({ type: z.literal('contacts'), contacts: z.array(contactCard).min(1), ...common }),
  z.object({
    type: z.literal('reaction'),
    reaction: z.object({ message_id: messageId, emoji: z.string().max(16).default('') }),
    ...common,
  }),
  z.object({
    type: z.literal('interactive'),
    interactive: z.discriminatedUnion('type', [
      z.object({ type: z.literal('button_reply'), button_reply: z.object({ id: z.string(), title: z.string() }) }),
      z.object({
        type: z.literal('list_reply'),
        list_reply: z.object({ id: z.string(), title: z.string(), description: z.string().optional() }),
      }),
      z.object({
        type: z.literal('nfm_reply'),
        nfm_reply: z.object({ name: z.string().default('flow'), body: z.string().default('Sent'), response_json: z.string() }),
      }),
    ]),
    ...common,
  }),
  z.object({ type: z.literal('button'), button: z.object({ payload: z.string(), text: z.string() }), ...common }),
  z.object({
    type: z.literal('order'),
    order: z.object({
      catalog_id: z.string().default('194836987003835'),
      text: z.string().optional(),
      product_items: z
        .array(
          z.object({
            product_retailer_id: z.string(),
            quantity: z.number().int().min(1),
            item_price: z.number(),
            currency: z.string().length(3),
          }),
        )
        .min(1),
    }),
    ...common,
  }),
  z.object({ type: z.literal('edit'), edit: z.object({ original_message_id: messageId, text }), ...common }),
  z.object({ type: z.literal('revoke'), revoke: z.object({ original_message_id: messageId }), ...common }),
  z.object({
    type: z.literal('unsupported'),
    unsupported: z.object({ type: z.string().default('poll_creation'), code: z.number().int().default(131051) }).prefault({}),
    ...common,
  }),
  z.object({
    type: z.literal('system'),
    system: z.object({ type: z.literal('user_changed_number').default('user_changed_number'), phone: z.string() }),
    ...common,
  }),
]);

export type InboundInput = z.infer<typeof inboundSchema>;

/** The kinds that carry a file. */
export const MEDIA_TYPES = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];
export const isMedia = (type: string): type is MediaType => (MEDIA_TYPES as readonly string[]).includes(type);

/** A file that came with the request. */
export interface GivenFile {
  bytes: Buffer;
  mimeType: string;
  fileName?: string;
}
