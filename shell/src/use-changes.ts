import { i18n, toast, type Parley } from '@parley/plugin-ui';
import { useEffect, useRef, useState } from 'react';
import type { LoadedRegistry } from './registry';

/** A thousand screens hear of a change at once; they do not all ask at once. */
const SPREAD = 1_500;
const CHANGES = new Set(['ui.changed', 'plugin.changed']);

/** Reads the registry anew when screens or plugins change. @returns a number that grows with each change */
export function useChanges(parley: Parley, sessionId: string | null, again: () => void): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (sessionId === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = parley.onEvent(({ type }) => {
      if (!CHANGES.has(type)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        again();
        setRound((before) => before + 1);
      }, Math.random() * SPREAD);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [parley, sessionId, again]);
  return round;
}

/**
 * What `?ui-override=` gets depends on who asks: after sign-in the server is asked again. The page itself must come anew once it is
 * granted, because only then does its policy let the other origin in.
 */
export function useOverride(signedOut: boolean, sessionId: string | null, registry: LoadedRegistry | null, again: () => void): void {
  const wasOut = useRef(false);
  const outdated = useRef<LoadedRegistry | null>(null);
  const refused = useRef(false);
  useEffect(() => {
    if (signedOut) wasOut.current = true;
    if (sessionId === null || !registry) return;
    if (wasOut.current) {
      wasOut.current = false;
      outdated.current = registry;
      again();
    }
    const { override } = registry;
    if (!override) return;
    if (override.entry !== null) {
      if (refused.current) location.reload();
      return;
    }
    refused.current = true;
    if (registry === outdated.current) return;
    toast({ tone: 'bad', title: i18n.t('shell:override.refused'), text: i18n.t('shell:override.refusedText') });
  }, [signedOut, sessionId, registry, again]);
}
