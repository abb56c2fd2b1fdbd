import { z } from 'zod';

const digits = z.string().regex(/^\d{5,20}$/, 'digits only, 5 to 20 of them');

/** One business number. */
export const numberSchema = z.object({
  phoneNumberId: digits,
  wabaId: digits,
  displayPhoneNumber: z.string().min(5),
  verifiedName: z.string().min(1),
  appSecret: z.string().min(1),
  accessToken: z.string().min(1),
  verifyToken: z.string().min(1).optional(),
  throughput: z.number().int().min(1).max(1000).optional(),
});

/** One customer; what is left out is made up from the seed. */
export const customerSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower case letters, digits, dash and underscore')
    .optional(),
  name: z.string().trim().min(1).max(200),
  phone: z
    .string()
    .transform((text) => text.replace(/\D/g, ''))
    .pipe(z.string().min(7, 'a phone number with its country code').max(15)),
  waId: z
    .string()
    .regex(/^\d{7,15}$/)
    .optional(),
  userId: z.string().max(255).optional(),
  username: z
    .string()
    .regex(/^[a-z0-9._]{3,35}$/, '3 to 35 of a-z 0-9 . _')
    .optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('GB'),
  timeZone: z.string().default('Europe/London'),
  locale: z.string().default('en-GB'),
  online: z.boolean().default(true),
  numberHidden: z.boolean().default(false),
  blocked: z.boolean().default(false),
});

export type CustomerInput = z.input<typeof customerSchema>;
