import type { EntityManager } from 'typeorm';
import { In, IsNull, Not } from 'typeorm';
import type { NewEvent } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import type { OrganizationService } from '../organizations/organization.service';
import { AgentRow } from '../people/agent.entity';
import type { SessionService } from '../people/session.service';
import type { Viewer } from '../people/viewer';
import { AgentSocketRow } from './agent-socket.entity';

const GRACE_JOB = 'presence.grace';

interface GraceData {
  orgId: string;
  agentId: string;
  disconnectedAt: number;
}

/** Lets go of everything an agent holds; inside the transaction that decided it. */
export type ReleaseAgent = (orgId: string, agentId: string, why: string) => Promise<void>;

/** The columns that presence writes. */
const COLUMNS = ['presence', 'presenceSource', 'presenceChoice', 'presenceSince', 'disconnectedAt'] as const;

/**
 * Who is available. Made of three things: what the agent chose, whether a workbench of theirs is connected to any server, and server time. An
 * agent whose connection is gone is Offline at once, so that nothing new is routed to them, but keeps their conversations for the
 * grace period.
 */
export class PresenceService {
  /** The sockets of workbenches on this server. */
  private readonly sockets = new Set<string>();
  private releaseAgent: ReleaseAgent = async () => undefined;
  private leaving = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly jobs: JobQueue,
    private readonly organizations: OrganizationService,
    sessions: SessionService,
  ) {
    const { cluster, db, log } = kernel;
    jobs.define<GraceData>(GRACE_JOB, (data) => this.graceOver(data));
    sessions.isConnected = (sessionId) => db.read.existsBy(AgentSocketRow, { sessionId });
    cluster.onDeath((manager, nodeId) => this.inherit(manager, nodeId));
    cluster.onBeat(() => {
      if (cluster.owns('presence'))
        this.releaseOverdue().catch((error: unknown) =>
          log.error({ errorType: (error as Error).name }, 'grace periods could not be ended'),
        );
    });
  }

  /** Names who lets go of conversations: the conversations room, wired at boot. */
  onGone(release: ReleaseAgent): void {
    this.releaseAgent = release;
  }

  /** A workbench connected. */
  async connected({ agentId, orgId, sessionId }: Viewer, socketId: string): Promise<void> {
    const { db, clock, cluster } = this.kernel;
    this.sockets.add(socketId);
    await db.write(async (manager) => {
      await lockAgent(manager, agentId);
      // it has hung up again: whoever says so may have been faster
      if (!this.sockets.has(socketId)) return;
      const isFirst = !(await isConnected(manager, agentId));
      await manager.insert(AgentSocketRow, { id: socketId, nodeId: cluster.nodeId, orgId, agentId, sessionId, openedAt: clock.now() });
      if (!isFirst) return;
      await this.jobs.cancel(GRACE_JOB, agentId);
      await this.change(agentId, (agent) => ({
        disconnectedAt: null,
        presence: agent.presenceChoice,
        presenceSource: agent.presenceChoice === 'AWAY' ? agent.presenceSource : 'connection',
      }));
    });
  }

  /** A workbench is gone; with the last one the grace period starts. */
  async disconnected({ agentId, orgId }: Viewer, socketId: string): Promise<void> {
    this.sockets.delete(socketId);
    // a server that stops sends its agents to another one: who does not arrive there is missed by whoever takes over
    if (this.leaving) return;
    await this.kernel.db.write(async (manager) => {
      await lockAgent(manager, agentId);
      const gone = await manager.delete(AgentSocketRow, { id: socketId });
      if (gone.affected === 0 || (await isConnected(manager, agentId))) return;
      await this.kernel.events.append(manager, await this.lose(manager, orgId, agentId));
    });
  }

  /**
   * Somebody took work by hand. Whoever has no workbench connected has a grace period from now on, as if it had just gone: else nothing
   * would ever let go of what they hold.
   *
   * @returns what to append to the log
   */
  async took(manager: EntityManager, { agentId, orgId }: Viewer): Promise<NewEvent[]> {
    const agent = await lockAgent(manager, agentId);
    if (agent?.disconnectedAt !== null || (await isConnected(manager, agentId))) return [];
    return this.lose(manager, orgId, agentId);
  }

  /** This server stops: its sockets close, and that is nobody's going away. */
  leave(): void {
    this.leaving = true;
  }

  /** Is a workbench of this agent connected, here or elsewhere? */
  isConnected(agentId: string): Promise<boolean> {
    return isConnected(this.kernel.db.read, agentId);
  }

  /** The status right after signing in. */
  async signedIn(viewer: Viewer): Promise<void> {
    const { initialStatus } = await this.organizations.settings(viewer.orgId);
    await this.change(viewer.agentId, () => ({ presenceChoice: initialStatus, presenceSource: 'login' }));
  }

  /** Signing out is not a drop: what the agent holds goes back at once. */
  async signedOut(viewer: Viewer): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      await lockAgent(manager, viewer.agentId);
      await manager.delete(AgentSocketRow, { agentId: viewer.agentId });
      await this.jobs.cancel(GRACE_JOB, viewer.agentId);
      await this.change(viewer.agentId, () => ({ presence: 'OFFLINE', presenceSource: 'connection', disconnectedAt: null }));
      await this.releaseAgent(viewer.orgId, viewer.agentId, 'signed out');
    });
  }

  /** The agent chooses Online or Busy. */
  choose(viewer: Viewer, status: 'ONLINE' | 'BUSY'): Promise<AgentRow> {
    return this.change(viewer.agentId, (_agent, connected) => ({
      presenceChoice: status,
      presence: connected ? status : 'OFFLINE',
      presenceSource: 'agent',
    }));
  }

  /** The countdown ran out: an Online agent becomes Away. */
  idle(viewer: Viewer): Promise<AgentRow> {
    return this.change(viewer.agentId, (agent) =>
      agent.presence === 'ONLINE' ? { presenceChoice: 'AWAY', presence: 'AWAY', presenceSource: 'idle' } : {},
    );
  }

  /** "I'm back". */
  back(viewer: Viewer): Promise<AgentRow> {
    return this.change(viewer.agentId, (agent, connected) =>
      agent.presence === 'AWAY' || agent.presenceChoice === 'AWAY'
        ? { presenceChoice: 'ONLINE', presence: connected ? 'ONLINE' : 'OFFLINE', presenceSource: 'agent' }
        : {},
    );
  }

  /** After an outage of our own: whoever is connected nowhere counts as gone from now on, and every grace period begins anew. */
  async recover(): Promise<void> {
    const { db, cluster, events } = this.kernel;
    await db.write(async (manager) => {
      const own = await manager.findBy(AgentSocketRow, { nodeId: cluster.nodeId });
      const stale = own.filter(({ id }) => !this.sockets.has(id)).map(({ id }) => id);
      if (stale.length > 0) await manager.delete(AgentSocketRow, { id: In(stale) });
    });
    const gone = await db.read.find(AgentRow, { where: [{ presence: Not('OFFLINE') }, { disconnectedAt: Not(IsNull()) }] });
    for (const { id, orgId } of gone)
      await db.write(async (manager) => {
        await lockAgent(manager, id);
        if (!(await isConnected(manager, id))) await events.append(manager, await this.lose(manager, orgId, id));
      });
  }

  /** Ends the grace periods that are over and whose job has not run, for whatever reason. */
  async releaseOverdue(): Promise<void> {
    const gone = await this.kernel.db.read.findBy(AgentRow, { disconnectedAt: Not(IsNull()) });
    for (const { id: agentId, orgId, disconnectedAt } of gone)
      if (disconnectedAt !== null && (await this.graceEnd(orgId, disconnectedAt)) <= this.kernel.clock.now())
        await this.graceOver({ orgId, agentId, disconnectedAt });
  }

  /** Another server is gone, and with it the sockets of its agents. */
  private async inherit(manager: EntityManager, nodeId: string): Promise<NewEvent[]> {
    const sockets = await manager.findBy(AgentSocketRow, { nodeId });
    const agents = new Map(sockets.map(({ agentId, orgId }) => [agentId, orgId]));
    const told: NewEvent[] = [];
    for (const [agentId, orgId] of [...agents].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await lockAgent(manager, agentId);
      await manager.delete(AgentSocketRow, { nodeId, agentId });
      if (!(await isConnected(manager, agentId))) told.push(...(await this.lose(manager, orgId, agentId)));
    }
    return told;
  }

  /** The last workbench of an agent is gone. @returns what to append to the log */
  private async lose(manager: EntityManager, orgId: string, agentId: string): Promise<NewEvent[]> {
    const disconnectedAt = this.kernel.clock.now();
    const until = await this.graceEnd(orgId, disconnectedAt);
    await this.jobs.at<GraceData>(GRACE_JOB, agentId, until, { orgId, agentId, disconnectedAt });
    const { events } = await this.patch(manager, agentId, () => ({ presence: 'OFFLINE', presenceSource: 'connection', disconnectedAt }));
    return events;
  }

  /** When a grace period ends, epoch ms: it does not count while we were away ourselves. */
  private async graceEnd(orgId: string, disconnectedAt: number): Promise<number> {
    const { graceSeconds } = await this.organizations.settings(orgId);
    return Math.max(disconnectedAt, this.kernel.cluster.steadySince) + graceSeconds * 1000;
  }

  /** Releases exactly once: whoever reconnected, or was handled by another server, has another `disconnectedAt`. */
  private async graceOver(data: GraceData): Promise<void> {
    const { orgId, agentId, disconnectedAt } = data;
    const until = await this.graceEnd(orgId, disconnectedAt);
    await this.kernel.db.write(async (manager) => {
      const agent = await lockAgent(manager, agentId);
      if (agent?.disconnectedAt !== disconnectedAt || (await isConnected(manager, agentId))) return;
      if (until > this.kernel.clock.now()) return this.jobs.at<GraceData>(GRACE_JOB, agentId, until, data);
      await manager.update(AgentRow, { id: agentId }, { disconnectedAt: null });
      await this.releaseAgent(orgId, agentId, 'the connection was gone longer than the grace period');
      crashPoint('presence.releasing');
    });
  }

  private change(agentId: string, to: Change): Promise<AgentRow> {
    return this.kernel.db.write(async (manager) => {
      const { agent, events } = await this.patch(manager, agentId, to);
      await this.kernel.events.append(manager, events);
      return agent;
    });
  }

  private async patch(manager: EntityManager, agentId: string, to: Change): Promise<{ agent: AgentRow; events: NewEvent[] }> {
    const agent = await lockAgent(manager, agentId);
    if (!agent) throw new Error(`no agent ${agentId}`);
    const patch = to(agent, await isConnected(manager, agentId));
    if (Object.keys(patch).length === 0) return { agent, events: [] };
    const next = Object.assign(new AgentRow(), agent, patch);
    if (next.presence !== agent.presence) next.presenceSince = this.kernel.clock.now();
    await manager.update(AgentRow, { id: agentId }, Object.fromEntries(COLUMNS.map((column) => [column, next[column]])));
    if (next.presence === agent.presence && next.presenceSource === agent.presenceSource) return { agent: next, events: [] };
    return {
      agent: next,
      events: [
        {
          orgId: agent.orgId,
          type: 'presence.changed',
          nodeId: agentId,
          actorId: agentId,
          audience: { all: true },
          data: { from: agent.presence, to: next.presence, source: next.presenceSource },
          rows: [[AgentRow, next]],
        },
      ],
    };
  }
}

type Change = (agent: AgentRow, connected: boolean) => Partial<AgentRow>;

const isConnected = (manager: EntityManager, agentId: string): Promise<boolean> => manager.existsBy(AgentSocketRow, { agentId });

/** Reads an agent for changing: on MySQL the row is locked, SQLite writes one transaction at a time. */
const lockAgent = async (manager: EntityManager, id: string): Promise<AgentRow | null> => {
  await manager.query('update agent set state = state where id = ?', [id]);
  return manager.findOneBy(AgentRow, { id });
};
