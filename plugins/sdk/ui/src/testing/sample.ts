import type { AppName, Session, Viewer } from '../session/session';

const SINCE = '2026-01-05T09:00:00.000Z';

/** What differs from the sample agent; parts of parts may be left out. */
export interface ViewerSample {
  agent?: Partial<Viewer['agent']>;
  organization?: Partial<Viewer['organization']>;
  permissions?: string[];
  apps?: AppName[];
}

/** An agent for tests and development pages: Ana Ribeiro, who may do what `permissions` says (nothing unless told). */
export function sampleViewer({ agent, organization, permissions = [], apps = ['workbench', 'admin'] }: ViewerSample = {}): Viewer {
  return {
    agent: {
      id: 'agent_sample',
      name: 'Ana Ribeiro',
      username: 'ana',
      email: 'ana@example.com',
      role: { id: 'role_sample', name: 'Service agent' },
      team: { id: 'team_sample', name: 'Service' },
      presence: { status: 'ONLINE', source: 'AGENT', since: SINCE, connected: true },
      capacity: 5,
      ...agent,
    },
    organization: {
      id: 'org_sample',
      account: '123456',
      name: 'Acme',
      settings: {
        idleSeconds: 600,
        idleCountdownSeconds: 60,
        graceSeconds: 60,
        heartbeatSeconds: 30,
        pendingSoonSeconds: 120,
        pendingLateSeconds: 300,
      },
      ...organization,
    },
    permissions,
    apps,
    session: { id: 'session_sample' },
  };
}

/** A session of that agent. */
export const sampleSession = (viewer: Viewer, app: AppName, signOut: () => Promise<void> = async () => {}): Session => ({
  viewer,
  permissions: viewer.permissions,
  app,
  demo: null,
  can: (permission) => viewer.permissions.includes(permission),
  signOut,
});
