import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  VIEWER,
  i18n,
  isSignedOut,
  toast,
  type AppName,
  type Demo,
  type Parley,
  type Session,
  type SessionEnd,
  type Viewer,
} from '@parley/plugin-ui';
import { SESSION_END } from './documents';

/** Where the shell stands. */
export type Phase =
  { name: 'starting' } | { name: 'unreachable' } | { name: 'signedOut'; why: SessionEnd | null } | { name: 'signedIn'; viewer: Viewer };

interface Answer {
  viewer: Viewer | null;
  latestEventId: string | null;
}

/** Who is signed in: asks the server at the start and after sign-in, keeps the line open meanwhile, and notices the end. */
export function useShellSession(
  parley: Parley,
  app: AppName,
  demo: Demo | null,
): { phase: Phase; session: Session | null; refresh(): Promise<void> } {
  const [phase, setPhase] = useState<Phase>({ name: 'starting' });
  const leaving = useRef(false);

  const leave = useCallback(
    async (why: SessionEnd | null) => {
      setPhase({ name: 'signedOut', why });
      await parley.reset();
    },
    [parley],
  );

  const refresh = useCallback(async () => {
    try {
      const { data } = await parley.apollo.query<Answer>({ query: VIEWER, fetchPolicy: 'network-only' });
      if (!data?.viewer) {
        setPhase({ name: 'signedOut', why: null });
        return;
      }
      parley.startAt(data.latestEventId);
      parley.socket.start();
      setPhase({ name: 'signedIn', viewer: data.viewer });
    } catch (error) {
      setPhase(isSignedOut(error) ? { name: 'signedOut', why: null } : { name: 'unreachable' });
    }
  }, [parley]);

  useEffect(() => {
    void refresh();
  }, [refresh]);
  // “Not signed in” only means a lost session to somebody who was signed in.
  const inside = phase.name === 'signedIn';
  useEffect(
    () =>
      inside
        ? parley.onSessionOver((why) => {
            if (!leaving.current) void leave(why);
          })
        : undefined,
    [inside, parley, leave],
  );
  useEffect(() => {
    if (phase.name !== 'unreachable') return;
    const timer = setInterval(() => void refresh(), 5_000);
    return () => clearInterval(timer);
  }, [phase.name, refresh]);

  const viewer = phase.name === 'signedIn' ? phase.viewer : null;
  const session = useMemo(
    (): Session | null =>
      viewer && {
        viewer,
        permissions: viewer.permissions,
        app,
        demo,
        can: (permission) => viewer.permissions.includes(permission),
        async signOut() {
          // The server closes the socket of an ended session; here that is no surprise.
          leaving.current = true;
          try {
            await parley.apollo.mutate({ mutation: SESSION_END });
            await leave(null);
          } catch {
            toast({ tone: 'bad', title: i18n.t('shell:unreachable.title'), text: i18n.t('shell:unreachable.text') });
          } finally {
            leaving.current = false;
          }
        },
      },
    [viewer, app, demo, parley, leave],
  );
  return { phase, session, refresh };
}
