import type { Update } from './update';

/** One line about what a webhook carries: `messages, 1 text`, `photo, 48 kB`, `statuses, read before sent`. */
export const describeUpdates = (updates: readonly Update[]): string => {
  const [first] = updates;
  if (!first) return 'nothing';
  if (updates.length === 1) return first.kind === 'messages' ? `message, ${first.label}` : `status, ${first.label}`;
  const messages = updates.filter((update) => update.kind === 'messages').length;
  const statuses = updates.length - messages;
  return [messages ? plural(messages, 'message') : '', statuses ? plural(statuses, 'status', 'statuses') : ''].filter(Boolean).join(', ');
};

const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `48 kB`, `1.2 MB`. */
export const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
