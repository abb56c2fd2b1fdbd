import { useNow, useSession } from '@parley/plugin-ui';
import { useRef, useState } from 'react';
import { useActivity } from '../data/attention';
import { personalStore, useStore, useWhen } from '../data/local';
import type { OwnPresence } from '../data/presence';

/** How often activity is told to the other tabs of this browser, milliseconds. */
const SHARE_EVERY = 5000;

/**
 * Watches keyboard, mouse and touch of a person who is Online. After the organization's idle time a countdown runs; it is ended
 * by the banner's button, a click or typing (moving the mouse is no answer), else the person goes Away.
 * @returns milliseconds left of the countdown, or `null` while nothing is asked; and what the button does
 */
export function useIdle(presence: OwnPresence): { left: number | null; here(): void } {
  const { viewer } = useSession();
  const { idleSeconds, idleCountdownSeconds } = viewer.organization.settings;
  const store = personalStore<number>('activity', viewer.agent.id, 0);
  const shared = useStore(store);
  const now = useNow(1000);
  const mine = useRef(Date.now());
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const watched = presence.shown === 'ONLINE' && idleSeconds > 0;

  const active = () => {
    mine.current = Date.now();
    if (mine.current - store.get() > SHARE_EVERY) store.set(mine.current);
  };
  const here = () => {
    active();
    store.set(mine.current);
    setAskedAt(null);
  };

  useActivity((deliberate) => {
    if (askedAt === null) active();
    else if (deliberate) here();
  });

  useWhen(`${now} ${watched} ${askedAt} ${shared}`, () => {
    if (!watched) {
      setAskedAt(null);
      mine.current = Date.now();
      return;
    }
    if (askedAt === null) {
      if (now - Math.max(mine.current, shared) >= idleSeconds * 1000) setAskedAt(now);
    } else if (shared > askedAt) setAskedAt(null);
    else if (now - askedAt >= idleCountdownSeconds * 1000) {
      setAskedAt(null);
      presence.idle();
    }
  });

  return { left: askedAt === null ? null : Math.max(0, idleCountdownSeconds * 1000 - (now - askedAt)), here };
}
