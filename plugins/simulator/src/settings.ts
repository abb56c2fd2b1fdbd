import { z } from 'zod';
import { DEFAULT_CUSTOMERS, DEFAULT_NUMBER } from './engine/cast';
import { customerSchema, numberSchema } from './engine/schemas';

/** What the operator may write in `parley.config.ts`. */
export const settingsSchema = z.object({
  numbers: z.array(numberSchema).default([DEFAULT_NUMBER]),
  customers: z.array(customerSchema).default(DEFAULT_CUSTOMERS.map((customer) => customerSchema.parse(customer))),
  /** The same seed and the same requests give the same ids, order and faults. */
  seed: z.coerce.string().default('parley'),
});

export type SimulatorSettings = z.infer<typeof settingsSchema>;
