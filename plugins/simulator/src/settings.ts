import { z } from 'zod';
import { DEFAULT_CUSTOMERS, DEFAULT_NUMBER } from './engine/cast';
import { customerSchema, numberSchema } from './engine/schemas';

/** What the operator may write in `parley.config.ts`. */
export const settingsSchema = z.object({
  numbers: z
    .array(numberSchema)
    .default([DEFAULT_NUMBER])
    .meta({ title: 'Numbers', description: 'The business numbers that the simulator has.', scope: 'installation' }),
  customers: z
    .array(customerSchema)
    .default(DEFAULT_CUSTOMERS.map((customer) => customerSchema.parse(customer)))
    .meta({ title: 'Customers', description: 'Who has a phone; what is left out is made up from the seed.', scope: 'installation' }),
  seed: z.coerce.string().default('parley').meta({
    title: 'Seed',
    description: 'The same seed and the same requests give the same ids, order and faults.',
    scope: 'installation',
  }),
});

export type SimulatorSettings = z.infer<typeof settingsSchema>;
