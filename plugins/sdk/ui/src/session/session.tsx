import { createContext, useContext } from 'react';

/** The two apps of the shell. */
export type AppName = 'workbench' | 'admin';

/** The person at the screen, as `viewer` gives it. */
export interface Viewer {
  agent: {
    id: string;
    name: string;
    username: string | null;
    email: string | null;
    role: { id: string; name: string };
    team: { id: string; name: string };
    presence: { status: PresenceStatus; source: string; since: string; connected: boolean };
    capacity: number;
  };
  organization: {
    id: string;
    account: string;
    name: string;
    settings: {
      idleSeconds: number;
      idleCountdownSeconds: number;
      graceSeconds: number;
      heartbeatSeconds: number;
      pendingSoonSeconds: number;
      pendingLateSeconds: number;
    };
  };
  permissions: string[];
  apps: string[];
  session: { id: string };
}

/** What a colleague's presence can be. */
export type PresenceStatus = 'ONLINE' | 'BUSY' | 'AWAY' | 'OFFLINE';

/** The session of this screen. */
export interface Session {
  viewer: Viewer;
  permissions: readonly string[];
  app: AppName;
  /** May this person do that? Ask before you show a button; the server decides in any case. */
  can(permission: string): boolean;
  /** Ends the session on the server and returns to sign-in. */
  signOut(): Promise<void>;
  /** The demo's extras, when the server runs as one. */
  demo: Demo | null;
}

/** What a demo server tells about itself, so that a newcomer can try it. */
export interface Demo {
  people: { username: string; name: string; role: string }[];
  password: string;
  account: string;
  phoneUrl?: string;
}

/** Filled by the shell. */
export const SessionContext = createContext<Session | null>(null);

/** Who is here and what they may do. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Nobody is signed in here: useSession works inside a remote of the shell');
  return session;
}
