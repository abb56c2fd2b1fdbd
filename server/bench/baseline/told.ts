import type { Told } from './hand.ts';

interface Webhook {
  entry: { changes: { value: { contacts: { profile: { name: string } }[]; messages: WebhookMessage[] } }[] }[];
}
interface WebhookMessage {
  id: string;
  from: string;
  from_user_id: string;
  timestamp: string;
  text: { body: string };
}

/** The one text message of a body of the bench; null: it is something else. */
export const toldBy = (body: Buffer): Told | null => {
  const value = (JSON.parse(body.toString('utf8')) as Webhook).entry[0]?.changes[0]?.value;
  const message = value?.messages[0];
  if (!message) return null;
  return {
    body,
    providerId: message.id,
    waId: message.from,
    userId: message.from_user_id,
    name: value.contacts[0]?.profile.name ?? '',
    text: message.text.body,
    at: Number(message.timestamp) * 1000,
  };
};
