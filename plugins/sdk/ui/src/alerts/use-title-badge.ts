import { useEffect } from 'react';

/** Writes the page's title, with a count in front while there is something unread: “(3) Inbox · Parley”. */
export function useTitleBadge(count: number, title?: string): void {
  useEffect(() => {
    const plain = title ? `${title} · Parley` : 'Parley';
    document.title = count > 0 ? `(${count > 99 ? '99+' : count}) ${plain}` : plain;
  }, [count, title]);
}
