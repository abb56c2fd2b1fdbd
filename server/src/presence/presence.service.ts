import type { EntityManager } from 'typeorm';
import { In, IsNull, Not } from 'typeorm';
import type { NewEvent } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import { Gather } from '../lib/gather';
import { Sets } from '../lib/sets';
import type { OrganizationService } from '../organizations/organization.service';
import { AgentRow } from '../people/agent.entity';
import type { SessionService } from '../people/session.service';
import type { Viewer } from '../people/viewer';
import { connectedOf, idsOf, lockAgents, patchAgents, type Change } from './agents';
import { AgentSocketRow } from './agent-socket.entity';

const GRACE_JOB = 'presence.grace';

interface GraceData {
  orgId: string;
  agentId: string;
  disconnectedAt: number;
}

/** Lets go of everything an agent holds; inside the transaction that decided it. */
export type ReleaseAgent = (orgId: string, agentId: string, why: string) => Promise<void>;

/** Agents who are read for changing at once. */
const PART = 500;
const SOCKET_COLUMNS = ['id', 'nodeId', 'orgId', 'agentId', 'sessionId', 'openedAt'];
/** A group that lost a race is written again. */
const RETRIES = 5;

/**
 * Who is available. Made of three things: what the agent chose, whether a workbench of theirs is connected to any server, and server time. An
 * agent whose connection is gone is Offline at once, so that nothing new is routed to them, but keeps their conversations for the
 * grace period.
 *
 * After a restart of ours, or when a balancer goes, thousands come or go at once: what arrives while a transaction runs is written by the next
 * one, as sets.
 */
export class PresenceService {
  /** The sockets of workbenches on this server. */
  private readonly sockets = new Map<string, Viewer>();
  /** Those that are gone and have yet to be taken off. */
  private readonly leavers = new Map<string, Viewer>();
  private readonly arrivals = new Gather<string, void>((socketIds) => this.arrive(socketIds), undefined);
  private readonly departures = new Gather<string, void>((socketIds) => this.depart(socketIds), undefined);
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
    cluster.onDeath((manager, nodeId) => this.inherit(manager, nodeId), { patient: true });
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
  connected(viewer: Viewer, socketId: string): Promise<void> {
    this.sockets.set(socketId, viewer);
    return this.arrivals.ask(socketId);
  }

  /** A workbench is gone; with the last one the grace period starts. */
  async disconnected(viewer: Viewer, socketId: string): Promise<void> {
    this.sockets.delete(socketId);
    // a server that stops sends its agents to another one: who does not arrive there is missed by whoever takes over
    if (this.leaving) return;
    this.leavers.set(socketId, viewer);
    await this.departures.ask(socketId).finally(() => this.leavers.delete(socketId));
  }

  /**
   * Somebody took work by hand. Whoever has no workbench connected has a grace period from now on, as if it had just gone: else nothing
   * would ever let go of what they hold.
   *
   * @returns what to append to the log
   */
  async took(manager: EntityManager, { agentId }: Viewer): Promise<NewEvent[]> {
    const [agent] = await this.lock(manager, [agentId]);
    return agent?.disconnectedAt === null ? this.missed(manager, [agentId]) : [];
  }

  /** This server stops: its sockets close, and that is nobody's going away. */
  leave(): void {
    this.leaving = true;
  }

  /** Is a workbench of this agent connected, here or elsewhere? */
  isConnected(agentId: string): Promise<boolean> {
    return this.kernel.db.read.existsBy(AgentSocketRow, { agentId });
  }

  /** The status right after signing in. */
  async signedIn(viewer: Viewer): Promise<void> {
    const { initialStatus } = await this.organizations.settings(viewer.orgId);
    await this.change(viewer.agentId, () => ({ presenceChoice: initialStatus, presenceSource: 'login' }));
  }

  /** Signing out is not a drop: what the agent holds goes back at once. */
  async signedOut(viewer: Viewer): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      await this.lock(manager, [viewer.agentId]);
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
    const present = await db.read.find(AgentRow, {
      select: { id: true },
      where: [{ presence: Not('OFFLINE') }, { disconnectedAt: Not(IsNull()) }],
      order: { id: 'ASC' },
    });
    for (const part of partsOf(idsOf(present)))
      await db.write(async (manager) => events.append(manager, await this.missed(manager, part)), RETRIES);
  }

  /** Ends the grace periods that are over and whose job has not run, for whatever reason. */
  async releaseOverdue(): Promise<void> {
    const gone = await this.kernel.db.read.findBy(AgentRow, { disconnectedAt: Not(IsNull()) });
    for (const { id: agentId, orgId, disconnectedAt } of gone)
      if (disconnectedAt !== null && (await this.graceEnd(orgId, disconnectedAt)) <= this.kernel.clock.now())
        await this.graceOver({ orgId, agentId, disconnectedAt });
  }

  private async arrive(socketIds: string[]): Promise<Map<string, void>> {
    const { db, clock, cluster, events } = this.kernel;
    await db.write(async (manager) => {
      const viewers = socketIds.flatMap((id) => this.sockets.get(id) ?? []);
      const agents = await this.lock(manager, agentIdsOf(viewers));
      const known = await connectedOf(manager, idsOf(agents));
      const now = clock.now();
      // whoever has hung up again is left out: whoever says so may have been faster
      const still = socketIds.flatMap((id) => (this.sockets.has(id) ? [{ id, ...(this.sockets.get(id) as Viewer) }] : []));
      const rows = still.map(({ id, orgId, agentId, sessionId }) => [id, cluster.nodeId, orgId, agentId, sessionId, now]);
      await new Sets(manager, db.dialect).insert('agent_socket', SOCKET_COLUMNS, rows);
      const here = new Set(agentIdsOf(still));
      const came = agents.filter(({ id }) => here.has(id) && !known.has(id));
      for (const { id, disconnectedAt } of came) if (disconnectedAt !== null) await this.jobs.cancel(GRACE_JOB, id);
      const changed = await patchAgents(manager, now, came, (agent) => ({
        disconnectedAt: null,
        presence: agent.presenceChoice,
        presenceSource: agent.presenceChoice === 'AWAY' ? agent.presenceSource : 'connection',
      }));
      await events.append(manager, changed.events);
    }, RETRIES);
    return new Map();
  }

  private async depart(socketIds: string[]): Promise<Map<string, void>> {
    const { db, events } = this.kernel;
    await db.write(async (manager) => {
      await this.lock(manager, agentIdsOf(socketIds.flatMap((id) => this.leavers.get(id) ?? [])));
      // one without a row was never written down, or its agent has signed out
      const rows = await manager.findBy(AgentSocketRow, { id: In(socketIds) });
      await manager.delete(AgentSocketRow, { id: In(idsOf(rows)) });
      await events.append(manager, await this.missed(manager, agentIdsOf(rows)));
    }, RETRIES);
    return new Map();
  }

  /** Another server is gone, and with it the sockets of its agents. */
  private async inherit(manager: EntityManager, nodeId: string): Promise<NewEvent[]> {
    const agentIds = agentIdsOf(await manager.findBy(AgentSocketRow, { nodeId }));
    const told: NewEvent[] = [];
    for (const part of partsOf(agentIds)) {
      await this.lock(manager, part);
      await manager.delete(AgentSocketRow, { nodeId, agentId: In(part) });
      told.push(...(await this.missed(manager, part)));
    }
    return told;
  }

  /** Those of some agents whose last workbench is gone. @returns what to append to the log */
  private async missed(manager: EntityManager, agentIds: readonly string[]): Promise<NewEvent[]> {
    const agents = await this.lock(manager, agentIds);
    const connected = await connectedOf(manager, agentIds);
    const gone = agents.filter(({ id }) => !connected.has(id));
    const disconnectedAt = this.kernel.clock.now();
    const ends = new Map<string, number>();
    for (const { id: agentId, orgId } of gone) {
      const until = ends.get(orgId) ?? (await this.graceEnd(orgId, disconnectedAt));
      ends.set(orgId, until);
      await this.jobs.at<GraceData>(GRACE_JOB, agentId, until, { orgId, agentId, disconnectedAt });
    }
    const { events } = await patchAgents(manager, disconnectedAt, gone, () => ({
      presence: 'OFFLINE',
      presenceSource: 'connection',
      disconnectedAt,
    }));
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
      const [agent] = await this.lock(manager, [agentId]);
      if (agent?.disconnectedAt !== disconnectedAt || (await this.isConnected(agentId))) return;
      if (until > this.kernel.clock.now()) return this.jobs.at<GraceData>(GRACE_JOB, agentId, until, data);
      await manager.update(AgentRow, { id: agentId }, { disconnectedAt: null });
      await this.releaseAgent(orgId, agentId, 'the connection was gone longer than the grace period');
      crashPoint('presence.releasing');
    });
  }

  private change(agentId: string, to: Change): Promise<AgentRow> {
    return this.kernel.db.write(async (manager) => {
      const changed = await patchAgents(manager, this.kernel.clock.now(), await this.lock(manager, [agentId]), to);
      const [agent] = changed.agents;
      if (!agent) throw new Error(`no agent ${agentId}`);
      await this.kernel.events.append(manager, changed.events);
      return agent;
    });
  }

  private lock(manager: EntityManager, agentIds: readonly string[]): Promise<AgentRow[]> {
    return lockAgents(manager, this.kernel.db.dialect, agentIds);
  }
}

const agentIdsOf = (rows: readonly { agentId: string }[]): string[] => [...new Set(rows.map(({ agentId }) => agentId))].sort();

const partsOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / PART) }, (_, i) => ids.slice(i * PART, (i + 1) * PART));
