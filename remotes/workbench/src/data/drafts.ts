import { useSession } from '@parley/plugin-ui';
import { useMemo } from 'react';
import { personalStore, useStore } from './local';

type Texts = Readonly<Record<string, string>>;
const NONE: Texts = {};

/** What is typed but not sent, by conversation. It survives a reload and never leaves its conversation. */
export interface Drafts {
  of(conversationId: string): string;
  set(conversationId: string, text: string): void;
}

/** The drafts of the person at the screen. */
export function useDrafts(): Drafts {
  const { viewer } = useSession();
  const store = personalStore<Texts>('drafts', viewer.agent.id, NONE);
  const texts = useStore(store);
  return useMemo(
    () => ({
      of: (id) => texts[id] ?? '',
      set(id, text) {
        const { [id]: _old, ...others } = store.get();
        store.set(text === '' ? others : { ...others, [id]: text });
      },
    }),
    [texts, store],
  );
}
