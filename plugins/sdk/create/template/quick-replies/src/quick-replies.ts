import type { QuickReply, QuickReplySource } from '@parley/plugin';

const REPLIES: readonly QuickReply[] = [
  { id: 'hours', title: 'Opening hours', shortcut: 'hours', text: 'We are here from Monday to Friday, 9 to 17.', attachmentIds: [] },
  { id: 'thanks', title: 'Thank you', shortcut: 'ty', text: 'Thank you for writing to us!', attachmentIds: [] },
];

/** How well a reply fits; 0: not at all. Its shortcut first, then the title, then the text. */
const fit = ({ shortcut, title, text }: QuickReply, asked: string): number => {
  if (shortcut?.toLowerCase().startsWith(asked)) return 3;
  if (title.toLowerCase().includes(asked)) return 2;
  return text.toLowerCase().includes(asked) ? 1 : 0;
};

/** Where prepared answers come from. This one keeps them in code; yours may ask a service of yours, within a second. */
export const quickReplies: QuickReplySource = {
  id: 'standard',
  label: 'Acme sample',
  search: async (_ctx, { text, first }) => {
    const asked = text.trim().toLowerCase();
    return REPLIES.map((reply) => ({ reply, rank: fit(reply, asked) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .slice(0, first)
      .map(({ reply }) => reply);
  },
};
