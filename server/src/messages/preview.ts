/** As long as `conversation.lastMessageText`. */
const MOST = 190;

/**
 * The line that stands for a message in a list.
 *
 * @returns the text, or what a place or a contact is called; null when the kind itself says it (a picture)
 */
export const previewOf = (message: { text: string | null; content: Record<string, unknown> | null }): string | null => {
  const named = [message.content?.body, message.content?.title, message.content?.name, message.content?.address].find(
    (value) => typeof value === 'string' && value.trim() !== '',
  );
  const line = (message.text?.trim() || (named as string | undefined)) ?? null;
  if (line === null) return null;
  const flat = line.replace(/\s+/gu, ' ');
  if (flat.length <= MOST) return flat;
  // not in the middle of a pair
  return `${flat.slice(0, MOST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};
