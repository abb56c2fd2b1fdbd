import { In, IsNull } from 'typeorm';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import { Gather } from '../lib/gather';
import { newId } from '../lib/ids';
import { newToken, sha256 } from '../lib/secrets';
import { InboxAgentRow } from '../inboxes/inbox-agent.entity';
import type { OrganizationService } from '../organizations/organization.service';
import { AgentRow } from './agent.entity';
import { checkPassword } from './passwords';
import type { Permission } from './permissions';
import { changedRights, concerns, type ChangedRights } from './rights';
import { RoleRow } from './role.entity';
import { SessionRow } from './session.entity';
import { SignInThrottle } from './sign-in-throttle';
import { TeamRow } from './team.entity';
import type { Viewer } from './viewer';

export const SIGNED_IN_ELSEWHERE = 'This account is already signed in elsewhere';
const DAY = 86_400_000;
const IDLE_MS = DAY;
const LIFETIME_MS = 7 * DAY;
/** How stale `lastSeenAt` may get before it is written again. */
const TOUCH_MS = 15_000;
const APP_PERMISSION: Readonly<Record<string, Permission>> = { workbench: 'workbench.use', admin: 'console.use' };

export interface SignIn {
  account: string;
  username: string;
  password: string;
  app?: string | null | undefined;
  /** The device's own secret: the same device may resume. */
  device?: string | null | undefined;
  ip: string;
  userAgent: string | null;
}

/** A session as it was read, and whose it is. */
interface Known {
  session: SessionRow;
  viewer: Viewer;
}

/** Who is signed in, where, and what they may do. */
export class SessionService {
  private readonly known = new Map<string, Known>();
  private readonly revoked = new Set<(sessionId: string, reason: string) => void>();
  private readonly seen = new Map<string, number>();
  private readonly throttle = new SignInThrottle();
  private readonly lookups = new Gather<string, Viewer | null>((tokenHashes) => this.lookUp(tokenHashes), null);
  private readonly touches = new Gather<string, void>((sessionIds) => this.writeSeen(sessionIds), undefined);
  private generation = 0;
  /** Is a workbench of this agent connected right now? Set by the presence room. */
  isConnected: (sessionId: string) => Promise<boolean> = async () => false;

  constructor(
    private readonly kernel: Kernel,
    private readonly organizations: OrganizationService,
  ) {
    kernel.events.listen((events) => {
      const changed = changedRights(events);
      if (changed) this.forget(changed);
    });
  }

  /** What is known of these people is read anew when it is asked for next. */
  forget(changed: ChangedRights): void {
    this.generation++;
    for (const [tokenHash, { viewer }] of this.known) if (concerns(changed, viewer)) this.known.delete(tokenHash);
  }

  /** Counts the changes of rights: what was read under another number may be out of date. */
  get rightsAsOf(): number {
    return this.generation;
  }

  /** Called whenever a session ends, so that its sockets end with it. */
  onRevoked(listener: (sessionId: string, reason: string) => void): () => void {
    this.revoked.add(listener);
    return () => this.revoked.delete(listener);
  }

  /** Signs somebody in; refuses with a sentence. */
  async signIn(input: SignIn): Promise<{ token: string; viewer: Viewer }> {
    await this.throttle.allow(input.account, input.username, input.ip);
    const organization = await this.organizations.byAccount(input.account);
    const login = canonical(input.username);
    const agent = organization
      ? ((await this.kernel.db.read.findOneBy(AgentRow, { orgId: organization.id, username: login })) ??
        (await this.kernel.db.read.findOneBy(AgentRow, { orgId: organization.id, email: login })))
      : null;
    if (!(await checkPassword(agent?.passwordHash, input.password)) || !agent) {
      await this.throttle.failed(input.account, input.username, input.ip);
      throw refuse('SESSION_REFUSED', 'Organization account, username and password do not match.');
    }
    if (agent.state !== 'ACTIVE') throw refuse('SESSION_INACTIVE', 'This account is not active. Ask your admin.');
    const permissions = await this.permissionsOf(agent);
    const app = input.app ?? (permissions.includes('workbench.use') ? 'workbench' : permissions.includes('console.use') ? 'admin' : 'api');
    const needed = APP_PERMISSION[app];
    if (app !== 'api' && (!needed || !permissions.includes(needed))) {
      throw refuse('SESSION_APP_FORBIDDEN', 'Your role does not include this. An admin can change it.');
    }
    await this.throttle.succeeded(input.account, input.username, input.ip);
    const token = newToken();
    const deviceHash = input.device ? sha256(input.device) : null;
    const { graceSeconds } = await this.organizations.settings(agent.orgId);
    const session = await this.kernel.db.write(async (manager) => {
      const now = this.kernel.clock.now();
      // the agent's row is the lock: two newcomers at once are judged one after the other
      await manager.query('update agent set state = state where id = ?', [agent.id]);
      const open = await manager.findBy(SessionRow, { agentId: agent.id, app, endedAt: IsNull() });
      for (const other of open) {
        const sameDevice = deviceHash !== null && other.deviceHash === deviceHash;
        const alive = (await this.isConnected(other.id)) || now - this.lastSeen(other) <= graceSeconds * 1000;
        if (app === 'workbench' && !sameDevice && alive) throw refuse('SESSION_ELSEWHERE', SIGNED_IN_ELSEWHERE);
        if (app === 'workbench' || sameDevice) await this.endRow(manager, other, now, sameDevice ? 'resumed' : 'dead');
      }
      const row = Object.assign(new SessionRow(), {
        id: newId('sess', now),
        orgId: agent.orgId,
        agentId: agent.id,
        tokenHash: sha256(token),
        deviceHash,
        app,
        userAgent: input.userAgent?.slice(0, 190) ?? null,
        createdAt: now,
        lastSeenAt: now,
        endedAt: null,
        endReason: null,
      });
      await manager.insert(SessionRow, row);
      return row;
    });
    return { token, viewer: await this.viewer(session, agent, permissions) };
  }

  /** Who holds this token, or null when it is unknown, ended or too old. */
  async viewerOf(token: string): Promise<Viewer | null> {
    const viewer = await this.currentViewer(token);
    if (viewer) await this.touch(viewer.sessionId);
    return viewer;
  }

  /** As {@link viewerOf}, without noting that the session is in use. */
  async currentViewer(token: string): Promise<Viewer | null> {
    for (;;) {
      const { generation } = this;
      const tokenHash = sha256(token);
      const known = this.known.get(tokenHash);
      // what looks too old here may be in use at another server: the row decides
      const viewer = known && !this.isTooOld(known.session) ? known.viewer : await this.lookups.ask(tokenHash);
      if (generation === this.generation) return viewer;
    }
  }

  /** Many at once, when a thousand screens come back: a handful of statements for all. */
  private async lookUp(tokenHashes: string[]): Promise<Map<string, Viewer>> {
    const { read } = this.kernel.db;
    const { generation } = this;
    const sessions: SessionRow[] = [];
    for (const session of await read.findBy(SessionRow, { tokenHash: In(tokenHashes), endedAt: IsNull() })) {
      if (this.isTooOld(session)) await this.end(session.id, 'expired');
      else sessions.push(session);
    }
    const ids = [...new Set(sessions.map(({ agentId }) => agentId))];
    const agents = await read.findBy(AgentRow, { id: In(ids), state: 'ACTIVE' });
    const teams = byId(await read.findBy(TeamRow, { id: In([...new Set(agents.map(({ teamId }) => teamId))]) }));
    const roleOf = (agent: AgentRow) => agent.roleId ?? teams.get(agent.teamId)?.roleId ?? '';
    const roles = byId(await read.findBy(RoleRow, { id: In([...new Set(agents.map(roleOf))]) }));
    const inboxes = await read.findBy(InboxAgentRow, { agentId: In(ids) });
    const inboxesOf = new Map<string, InboxAgentRow[]>();
    for (const row of inboxes) inboxesOf.set(row.agentId, [...(inboxesOf.get(row.agentId) ?? []), row]);
    const agentsById = byId(agents);
    const found = new Map<string, Known>();
    for (const session of sessions) {
      const agent = agentsById.get(session.agentId);
      if (!agent) continue;
      const permissions = (roles.get(roleOf(agent))?.permissions ?? []) as Permission[];
      found.set(session.tokenHash, { session, viewer: viewerFor(session, agent, permissions, inboxesOf.get(agent.id) ?? []) });
    }
    // rights that changed meanwhile may have been read half: who asked asks again
    if (generation === this.generation) for (const [tokenHash, known] of found) this.known.set(tokenHash, known);
    return new Map([...found].map(([tokenHash, { viewer }]) => [tokenHash, viewer]));
  }

  /** An active agent, for what is done on their behalf without a session of theirs; null: there is none. */
  async viewerOfAgent(orgId: string, agentId: string): Promise<Viewer | null> {
    const agent = await this.kernel.db.read.findOneBy(AgentRow, { id: agentId, orgId, state: 'ACTIVE' });
    return agent && this.viewer({ id: '', app: 'api' }, agent, await this.permissionsOf(agent));
  }

  /** The permissions of an agent now: their own role, else their team's. */
  async permissionsOf(agent: AgentRow): Promise<Permission[]> {
    const team = await this.kernel.db.read.findOneBy(TeamRow, { id: agent.teamId });
    const role = await this.kernel.db.read.findOneBy(RoleRow, { id: agent.roleId ?? team?.roleId ?? '' });
    return (role?.permissions ?? []) as Permission[];
  }

  /** Remembers that the session is in use; written at most every few seconds. */
  private async touch(sessionId: string): Promise<void> {
    const now = this.kernel.clock.now();
    const last = this.seen.get(sessionId) ?? 0;
    if (now - last < TOUCH_MS) return;
    this.seen.set(sessionId, now);
    await this.touches.ask(sessionId);
  }

  private async writeSeen(sessionIds: string[]): Promise<Map<string, void>> {
    const lastSeenAt = this.kernel.clock.now();
    await this.kernel.db.write((manager) => manager.update(SessionRow, { id: In(sessionIds.sort()), endedAt: IsNull() }, { lastSeenAt }));
    return new Map();
  }

  async end(sessionId: string, reason: string): Promise<void> {
    const now = this.kernel.clock.now();
    await this.kernel.db.write(async (manager) => {
      const row = await manager.findOneBy(SessionRow, { id: sessionId, endedAt: IsNull() });
      if (row) await this.endRow(manager, row, now, reason);
    });
  }

  /** Ends every session of an agent: deactivated, or by an admin's hand. */
  async endAll(agentId: string, reason: string): Promise<void> {
    const now = this.kernel.clock.now();
    await this.kernel.db.write(async (manager) => {
      for (const row of await manager.findBy(SessionRow, { agentId, endedAt: IsNull() })) await this.endRow(manager, row, now, reason);
    });
  }

  openOf(agentId: string): Promise<SessionRow[]> {
    return this.kernel.db.read.find(SessionRow, { where: { agentId, endedAt: IsNull() }, order: { createdAt: 'ASC' } });
  }

  private lastSeen(row: SessionRow): number {
    return Math.max(row.lastSeenAt, this.seen.get(row.id) ?? 0);
  }

  /** Seven days old, or unused for one. */
  private isTooOld(row: SessionRow): boolean {
    const now = this.kernel.clock.now();
    return now - row.createdAt > LIFETIME_MS || now - this.lastSeen(row) > IDLE_MS;
  }

  private async endRow(manager: import('typeorm').EntityManager, row: SessionRow, now: number, reason: string): Promise<void> {
    await manager.update(SessionRow, { id: row.id }, { endedAt: now, endReason: reason });
    await this.kernel.events.append(manager, [
      {
        orgId: row.orgId,
        type: 'session.ended',
        nodeId: row.agentId,
        actorId: row.agentId,
        audience: { agents: [row.agentId], permission: 'people.manage' },
        data: { sessionId: row.id, reason },
      },
    ]);
    this.kernel.db.afterCommit(() => {
      this.known.delete(row.tokenHash);
      this.seen.delete(row.id);
      for (const listener of this.revoked) listener(row.id, reason);
    });
  }

  private async viewer(session: Pick<SessionRow, 'id' | 'app'>, agent: AgentRow, permissions: Permission[]): Promise<Viewer> {
    return viewerFor(session, agent, permissions, await this.kernel.db.read.findBy(InboxAgentRow, { agentId: agent.id }));
  }
}

const viewerFor = (
  session: Pick<SessionRow, 'id' | 'app'>,
  agent: AgentRow,
  permissions: readonly Permission[],
  inboxes: readonly InboxAgentRow[],
): Viewer => ({
  agentId: agent.id,
  orgId: agent.orgId,
  sessionId: session.id,
  app: session.app,
  permissions: new Set(permissions),
  hidePhone: agent.hidePhone,
  inboxIds: new Set(inboxes.map((row) => row.inboxId)),
});

const byId = <T extends { id: string }>(rows: readonly T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));

/** Names and addresses are compared in one form: NFC, lower case, no blanks around. */
export const canonical = (text: string): string => text.normalize('NFC').trim().toLowerCase();
