import { z } from 'zod';

const digits = z.string().regex(/^\d{5,20}$/, 'digits only, 5 to 20 of them');

/** One business number. */
export const numberSchema = z.object({
  phoneNumberId: digits.meta({ description: 'The id that goes into the path of a call.' }),
  wabaId: digits.meta({ description: 'The account that the number belongs to.' }),
  displayPhoneNumber: z.string().min(5).meta({ description: 'The number as people read it.' }),
  verifiedName: z.string().min(1).meta({ description: 'The name that customers see.' }),
  appSecret: z.string().min(1).meta({ secret: true, description: 'Signs the webhooks.' }),
  accessToken: z.string().min(1).meta({ secret: true, description: 'What a call of this number carries.' }),
  verifyToken: z.string().min(1).optional().meta({ secret: true, description: 'Asked for in the handshake of the webhook address.' }),
  throughput: z.number().int().min(1).max(1000).optional().meta({ description: 'Messages per second, where the fault `limits` is on.' }),
});

/** One customer; what is left out is made up from the seed. */
export const customerSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower case letters, digits, dash and underscore')
    .optional()
    .meta({ description: 'The word in the control API.' }),
  name: z.string().trim().min(1).max(200).meta({ description: 'The name in WhatsApp.' }),
  phone: z
    .string()
    .transform((text) => text.replace(/\D/g, ''))
    .pipe(z.string().min(7, 'a phone number with its country code').max(15))
    .meta({ description: 'With country code; what businesses dial.' }),
  waId: z
    .string()
    .regex(/^\d{7,15}$/)
    .optional()
    .meta({ description: 'How WhatsApp knows the phone, where that differs.' }),
  userId: z.string().max(255).optional().meta({ description: 'The business-scoped user id.' }),
  username: z
    .string()
    .regex(/^[a-z0-9._]{3,35}$/, '3 to 35 of a-z 0-9 . _')
    .optional()
    .meta({ description: 'The handle, without the @.' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('GB')
    .meta({ description: 'Two capital letters.' }),
  timeZone: z.string().default('Europe/London').meta({ description: 'Of the clock on the phone.' }),
  locale: z.string().default('en-GB').meta({ description: 'The language of the phone.' }),
  online: z.boolean().default(true).meta({ description: 'Is the phone on.' }),
  numberHidden: z.boolean().default(false).meta({ description: 'WhatsApp tells businesses the user id and no number.' }),
  blocked: z.boolean().default(false).meta({ description: 'Has blocked the business.' }),
});

export type CustomerInput = z.input<typeof customerSchema>;
