import type { EntityManager } from 'typeorm';
import { IsNull, Not } from 'typeorm';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import type { OrganizationService } from '../organizations/organization.service';
import { AgentRow } from '../people/agent.entity';
import type { SessionService } from '../people/session.service';
import type { Viewer } from '../people/viewer';

const GRACE_JOB = 'presence.grace';

interface GraceData {
  orgId: string;
  agentId: string;
  disconnectedAt: number;
}

/** Lets go of everything an agent holds; inside the transaction that decided it. */
export type ReleaseAgent = (orgId: string, agentId: string, why: string) => Promise<void>;

/**
 * Who is available. Made of three things: what the agent chose, whether a workbench of theirs is connected, and server time. An
 * agent whose connection is gone is Offline at once, so that nothing new is routed to them, but keeps their conversations for the
 * grace period.
 */
export class PresenceService {
  /** Agent → the sockets of their workbenches on this server, each with its session. */
  private readonly sockets = new Map<string, Map<string, string>>();
  private releaseAgent: ReleaseAgent = async () => undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly jobs: JobQueue,
    private readonly organizations: OrganizationService,
    sessions: SessionService,
  ) {
    jobs.define<GraceData>(GRACE_JOB, (data) => this.graceOver(data));
    sessions.isConnected = (sessionId) => [...this.sockets.values()].some((own) => [...own.values()].includes(sessionId));
  }

  /** Names who lets go of conversations: the conversations room, wired at boot. */
  onGone(release: ReleaseAgent): void {
    this.releaseAgent = release;
  }

  /** A workbench connected. */
  async connected(viewer: Viewer, socketId: string): Promise<void> {
    const own = this.sockets.get(viewer.agentId) ?? new Map<string, string>();
    own.set(socketId, viewer.sessionId);
    this.sockets.set(viewer.agentId, own);
    if (own.size > 1) return;
    await this.change(viewer.agentId, (agent) => ({
      disconnectedAt: null,
      presence: agent.presenceChoice,
      presenceSource: agent.presenceChoice === 'AWAY' ? agent.presenceSource : 'connection',
    }));
    await this.jobs.cancel(GRACE_JOB, viewer.agentId);
  }

  /** A workbench is gone; with the last one the grace period starts. */
  async disconnected(viewer: Viewer, socketId: string): Promise<void> {
    const own = this.sockets.get(viewer.agentId);
    if (!own?.delete(socketId) || own.size > 0) return;
    this.sockets.delete(viewer.agentId);
    await this.lose(viewer.orgId, viewer.agentId);
  }

  isConnected(agentId: string): boolean {
    return this.sockets.has(agentId);
  }

  /** The status right after signing in. */
  async signedIn(viewer: Viewer): Promise<void> {
    const { initialStatus } = await this.organizations.settings(viewer.orgId);
    await this.change(viewer.agentId, () => ({ presenceChoice: initialStatus, presenceSource: 'login' }));
  }

  /** Signing out is not a drop: what the agent holds goes back at once. */
  async signedOut(viewer: Viewer): Promise<void> {
    this.sockets.delete(viewer.agentId);
    await this.kernel.db.write(async () => {
      await this.change(viewer.agentId, () => ({ presence: 'OFFLINE', presenceSource: 'connection', disconnectedAt: null }));
      await this.releaseAgent(viewer.orgId, viewer.agentId, 'signed out');
    });
    await this.jobs.cancel(GRACE_JOB, viewer.agentId);
  }

  /** The agent chooses Online or Busy. */
  choose(viewer: Viewer, status: 'ONLINE' | 'BUSY'): Promise<AgentRow> {
    return this.change(viewer.agentId, () => ({
      presenceChoice: status,
      presence: this.isConnected(viewer.agentId) ? status : 'OFFLINE',
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
    return this.change(viewer.agentId, (agent) =>
      agent.presence === 'AWAY' || agent.presenceChoice === 'AWAY'
        ? { presenceChoice: 'ONLINE', presence: this.isConnected(viewer.agentId) ? 'ONLINE' : 'OFFLINE', presenceSource: 'agent' }
        : {},
    );
  }

  /** After our own outage nobody is connected, and nobody is to blame: every grace period counts from now. */
  async recover(): Promise<void> {
    const gone = await this.kernel.db.read.find(AgentRow, { where: [{ presence: Not('OFFLINE') }, { disconnectedAt: Not(IsNull()) }] });
    for (const agent of gone) if (!this.isConnected(agent.id)) await this.lose(agent.orgId, agent.id);
  }

  private async lose(orgId: string, agentId: string): Promise<void> {
    const { graceSeconds } = await this.organizations.settings(orgId);
    const disconnectedAt = this.kernel.clock.now();
    await this.change(agentId, () => ({ presence: 'OFFLINE', presenceSource: 'connection', disconnectedAt }));
    await this.jobs.at<GraceData>(GRACE_JOB, agentId, disconnectedAt + graceSeconds * 1000, { orgId, agentId, disconnectedAt });
  }

  /** Releases exactly once: whoever reconnected, or was handled by another node, has another `disconnectedAt`. */
  private async graceOver({ orgId, agentId, disconnectedAt }: GraceData): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      const agent = await lockAgent(manager, agentId);
      if (agent?.disconnectedAt !== disconnectedAt || this.isConnected(agentId)) return;
      await manager.update(AgentRow, { id: agentId }, { disconnectedAt: null });
      await this.releaseAgent(orgId, agentId, 'the connection was gone longer than the grace period');
    });
  }

  private change(agentId: string, to: (agent: AgentRow) => Partial<AgentRow>): Promise<AgentRow> {
    return this.kernel.db.write(async (manager) => {
      const agent = await lockAgent(manager, agentId);
      if (!agent) throw new Error(`no agent ${agentId}`);
      const patch = to(agent);
      const next = Object.assign(new AgentRow(), agent, patch);
      if (next.presence !== agent.presence) next.presenceSince = this.kernel.clock.now();
      if (Object.keys(patch).length === 0) return agent;
      await manager.update(
        AgentRow,
        { id: agentId },
        {
          presence: next.presence,
          presenceSource: next.presenceSource,
          presenceChoice: next.presenceChoice,
          presenceSince: next.presenceSince,
          disconnectedAt: next.disconnectedAt,
        },
      );
      if (next.presence !== agent.presence || next.presenceSource !== agent.presenceSource) {
        await this.kernel.events.append(manager, [
          {
            orgId: agent.orgId,
            type: 'presence.changed',
            nodeId: agentId,
            actorId: agentId,
            audience: { all: true },
            data: { from: agent.presence, to: next.presence, source: next.presenceSource },
            rows: [[AgentRow, next]],
          },
        ]);
      }
      return next;
    });
  }
}

/** Reads an agent for changing: on MySQL the row is locked, SQLite writes one transaction at a time. */
const lockAgent = async (manager: EntityManager, id: string): Promise<AgentRow | null> => {
  await manager.query('update agent set state = state where id = ?', [id]);
  return manager.findOneBy(AgentRow, { id });
};
