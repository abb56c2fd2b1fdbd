import { isTextField, useConnection, useNotifications, useSession, useTitleBadge, useTranslation } from '@parley/plugin-ui';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { previewText } from '../message/preview-text';
import type { Knock } from './live';
import type { Card } from './types';

const looking = () => document.visibilityState === 'visible' && document.hasFocus();
const onLooking = (listener: () => void) => {
  document.addEventListener('visibilitychange', listener);
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    document.removeEventListener('visibilitychange', listener);
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
};

/** Is the person looking at this page right now? */
export const useLooking = (): boolean => useSyncExternalStore(onLooking, looking);

/** Two knocks closer together than this make one sound, milliseconds. */
const QUIET = 1200;

/** Sound and desktop alert for a customer's message that the person is not looking at. */
export function useKnock(openId: string | null, open: (id: string) => void): (knock: Knock) => void {
  const { t } = useTranslation('workbench');
  const { notify } = useNotifications();
  const last = useRef(0);
  return useCallback(
    (knock: Knock) => {
      const { id, contact } = knock.conversation;
      if (looking() && openId === id) return;
      const now = performance.now();
      if (last.current > 0 && now - last.current < QUIET) return;
      last.current = now;
      notify({
        title: contact.name,
        body: knock.message ? previewText(knock.message, t) : t('alert.assigned'),
        tag: id,
        onClick: () => open(id),
      });
    },
    [openId, open, notify, t],
  );
}

/** Writes the unread count into the title; while somebody waits and nobody looks, the title blinks with the name. */
export function useTitle(cards: readonly Card[], openCard: Card | null): void {
  const { t } = useTranslation('workbench');
  const unread = cards.filter((card) => card.unreadCount > 0).length;
  const isLooking = useLooking();
  const waiting = isLooking ? null : (cards.find((card) => card.pendingSince !== null && card.unreadCount > 0) ?? null);
  const waitingId = waiting?.id ?? null;
  const [blink, setBlink] = useState(false);
  useEffect(() => {
    if (waitingId === null) {
      setBlink(false);
      return;
    }
    const timer = setInterval(() => setBlink((on) => !on), 1000);
    return () => clearInterval(timer);
  }, [waitingId]);
  useTitleBadge(unread, waiting && blink ? t('title.waiting', { name: waiting.contact.name }) : (openCard?.contact.name ?? t('inbox')));
}

/** Does the person work right now, wherever? Calls back at most once a second. */
export function useActivity(onActive: (deliberate: boolean) => void): void {
  const latest = useRef(onActive);
  useEffect(() => {
    latest.current = onActive;
  });
  useEffect(() => {
    let before = 0;
    const moved = () => {
      const now = performance.now();
      if (now - before < 1000) return;
      before = now;
      latest.current(false);
    };
    const acted = (event: Event) => {
      before = performance.now();
      latest.current(event.type === 'pointerdown' || isTextField(event.target));
    };
    const soft = ['pointermove', 'wheel', 'touchmove'];
    const firm = ['keydown', 'pointerdown'];
    for (const name of soft) window.addEventListener(name, moved, { passive: true, capture: true });
    for (const name of firm) window.addEventListener(name, acted, { passive: true, capture: true });
    return () => {
      for (const name of soft) window.removeEventListener(name, moved, true);
      for (const name of firm) window.removeEventListener(name, acted, true);
    };
  }, []);
}

/** The state of the line for the rail's dot: only a lost line is red. */
export const useOnline = (): boolean => useConnection().state !== 'disconnected';

/** Is this conversation with the person at the screen? */
export function useMine(card: Card | null): boolean {
  const { viewer } = useSession();
  return card !== null && card.assignee?.id === viewer.agent.id;
}
