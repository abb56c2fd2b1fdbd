import { z } from 'zod';

/** What an admin gives when an inbox is made; the console makes a form of it. */
export const settings = z.object({
  apiUrl: z.url().default('https://api.example.com').meta({ title: 'Address of the API', placeholder: 'https://api.example.com' }),
  token: z.string().min(1).meta({ title: 'Access token', secret: true }),
  webhookSecret: z.string().min(1).meta({ title: 'Webhook secret', description: 'Signs what the provider posts to us.', secret: true }),
});

export type Settings = z.infer<typeof settings>;
