import { z } from 'zod';

const secret = (title: string, description: string) =>
  z.string().trim().min(1, `${title} is missing`).meta({ secret: true, title, description });

/** Goes into the path of a call, so it may hold nothing that a path gives a meaning to. */
const graphId = (title: string, description: string) =>
  z
    .string()
    .trim()
    .regex(/^[^\s/?#%.\\]{1,64}$/, `${title}: write it as Meta shows it, without blanks or slashes`)
    .meta({ title, description });

/**
 * What an inbox must know to talk to the Cloud API. Everything but `phoneNumberId` belongs to the connection and is shared by its inboxes.
 */
export const settings = z.object({
  appSecret: secret('App secret', 'Meta app dashboard, App settings, Basic. Checks that a webhook really comes from Meta.'),
  verifyToken: secret('Verify token', 'A word of your choice. Write the same into the webhook form of the app dashboard.'),
  accessToken: secret('Access token', 'A system user token with whatsapp_business_messaging and whatsapp_business_management.'),
  phoneNumberId: graphId('Phone number ID', 'WhatsApp Manager, API setup. Not the phone number itself.'),
  wabaId: graphId('WhatsApp Business Account ID', 'WhatsApp Manager, API setup.'),
  graphUrl: z
    .url({ protocol: /^https?$/, error: 'Graph address: a web address such as https://graph.facebook.com' })
    .default('https://graph.facebook.com')
    .meta({ title: 'Graph address', description: 'Where the Cloud API lives. Change it only for a simulator or a proxy.' }),
  graphVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/, 'Graph version: v and a number such as v25.0')
    .default('v25.0')
    .meta({ title: 'Graph version', description: 'The version of the Graph API that is called.' }),
});

/** The settings as the channel gets them, defaults filled in. */
export type WhatsAppSettings = z.infer<typeof settings>;
