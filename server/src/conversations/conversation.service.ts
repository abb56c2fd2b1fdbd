import type { EntityManager } from 'typeorm';
import { LessThanOrEqual, Not } from 'typeorm';
import { closeConversation, moveConversation } from '../assignment/claim';
import { conversationAudience } from '../events/audience';
import { InboxAgentRow } from '../inboxes/inbox-agent.entity';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import { refuse } from '../lib/errors';
import type { OrganizationService } from '../organizations/organization.service';
import { AgentRow } from '../people/agent.entity';
import type { Viewer } from '../people/viewer';
import type { PresenceService } from '../presence/presence.service';
import { ConversationRow } from './conversation.entity';
import { findVisible } from './sight';

const WINDOW_JOB = 'conversations.windows';
const WINDOW_EVERY_MS = 20_000;
const PAGE = 200;
const gone = () => refuse('CONVERSATION_NOT_FOUND', 'There is no such conversation, or it is not yours to see.', ['conversationId']);
const moved = () => refuse('CONVERSATION_CHANGED', 'Somebody else was faster. Look again.', ['conversationId']);

/** What may be done with a conversation and who may do it. */
export class ConversationService {
  constructor(
    private readonly kernel: Kernel,
    private readonly organizations: OrganizationService,
    private readonly jobs: JobQueue,
    private readonly presence: Pick<PresenceService, 'took'>,
  ) {
    jobs.define(WINDOW_JOB, () => this.closeEnded());
  }

  /** Begins to close conversations whose service window has ended. */
  start(): Promise<void> {
    return this.jobs.every(WINDOW_JOB, WINDOW_EVERY_MS);
  }

  /** A conversation that this person may read; else a refusal that does not tell absent from forbidden. */
  async get(viewer: Viewer, id: string): Promise<ConversationRow> {
    const row = await findVisible(this.kernel, viewer, id);
    if (!row) throw gone();
    return row;
  }

  /** Takes a conversation that nobody has. By hand, so beyond one's capacity if need be. */
  claim(viewer: Viewer, id: string): Promise<ConversationRow> {
    return this.change(viewer, id, async (manager, row) => {
      if (row.assigneeId === viewer.agentId) return [];
      if (row.status === 'CLOSED') throw refuse('CONVERSATION_CLOSED', 'This conversation is closed.', ['conversationId']);
      if (row.assigneeId !== null) throw refuse('CONVERSATION_TAKEN', 'Somebody else has this conversation now.', ['conversationId']);
      if (!viewer.inboxIds.has(row.inboxId))
        throw refuse('INBOX_NOT_YOURS', 'You are not an agent of this inbox. An admin can add you.', ['conversationId']);
      const seen = { assigneeId: null, status: row.status };
      const claimed = await moveConversation(
        manager,
        this.kernel.clock.now(),
        row,
        seen,
        viewer.agentId,
        { outcome: 'CLAIMED', why: 'Taken by hand', actorId: viewer.agentId },
        null,
      );
      return claimed && [...claimed, ...(await this.presence.took(manager, viewer))];
    });
  }

  /** Hands a conversation to another agent who is online. */
  transfer(viewer: Viewer, id: string, agentId: string): Promise<ConversationRow> {
    return this.change(viewer, id, async (manager, row) => {
      this.requireMine(viewer, row);
      const target = await manager.findOneBy(AgentRow, { id: agentId, orgId: viewer.orgId, state: 'ACTIVE' });
      if (!target || !(await manager.existsBy(InboxAgentRow, { inboxId: row.inboxId, agentId })))
        throw refuse('AGENT_NOT_FOUND', 'This person is not an agent of the inbox.', ['agentId']);
      if (target.presence !== 'ONLINE') throw refuse('AGENT_NOT_ONLINE', `${target.name} is not online now.`, ['agentId']);
      if (row.assigneeId === agentId) return [];
      const seen = { assigneeId: row.assigneeId, status: row.status };
      return moveConversation(
        manager,
        this.kernel.clock.now(),
        row,
        seen,
        agentId,
        { outcome: 'TRANSFERRED', why: `Handed over to ${target.name}`, actorId: viewer.agentId },
        null,
      );
    });
  }

  /** Ends a conversation for ever. */
  close(viewer: Viewer, id: string): Promise<ConversationRow> {
    return this.change(viewer, id, async (manager, row) => {
      if (row.status === 'CLOSED') return [];
      const own = row.assigneeId === viewer.agentId && viewer.permissions.has('conversation.close.own');
      if (!own && !viewer.permissions.has('conversation.close.any')) {
        throw refuse('CONVERSATION_NOT_YOURS', 'Only the agent who has a conversation can close it.', ['conversationId']);
      }
      return closeConversation(manager, this.kernel.clock.now(), row, { actorId: viewer.agentId, reason: own ? 'agent' : 'supervisor' });
    });
  }

  /** The agent who has it has looked at it. Anybody else's look changes nothing. */
  markRead(viewer: Viewer, id: string): Promise<ConversationRow> {
    return this.change(viewer, id, async (manager, row) => {
      if (row.unread === 0 || row.assigneeId !== viewer.agentId) return [];
      await manager.update(ConversationRow, { id }, { unread: 0 });
      const read = Object.assign(new ConversationRow(), row, { unread: 0 });
      return [
        {
          orgId: row.orgId,
          type: 'conversation.read',
          nodeId: id,
          actorId: viewer.agentId,
          audience: conversationAudience(read),
          rows: [[ConversationRow, read]] as const,
        },
      ];
    });
  }

  /** Puts everything an agent holds back into the queue, with its age kept. */
  async releaseAgent(orgId: string, agentId: string, why: string): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      const rows = await manager.findBy(ConversationRow, { orgId, assigneeId: agentId, status: Not('CLOSED') });
      const now = this.kernel.clock.now();
      const events = [];
      for (const row of rows) {
        const seen = { assigneeId: agentId, status: row.status };
        events.push(
          ...((await moveConversation(manager, now, row, seen, null, { outcome: 'RELEASED', why: `Released: ${why}` }, null)) ?? []),
        );
      }
      await this.kernel.events.append(manager, events);
    });
  }

  /** Closes what was left untouched past its service window. */
  async closeEnded(): Promise<void> {
    const now = this.kernel.clock.now();
    const keep = new Set<string>();
    for (const organization of await this.organizations.all())
      if (!(await this.organizations.settings(organization.id)).autoClose) keep.add(organization.id);
    for (let done = false; !done;) {
      done = await this.kernel.db.write(async (manager) => {
        const rows = await manager
          .createQueryBuilder(ConversationRow, 'c')
          .where({ windowUntil: LessThanOrEqual(now) })
          .andWhere("c.status in ('QUEUED','BOT','OFFERED','ACTIVE','PARKED','WRAP_UP')")
          .andWhere(keep.size > 0 ? 'c.orgId not in (:...keep)' : '1=1', { keep: [...keep] })
          .limit(PAGE)
          .getMany();
        const events = [];
        for (const row of rows)
          events.push(...((await closeConversation(manager, now, row, { actorId: null, reason: 'window_ended' })) ?? []));
        await this.kernel.events.append(manager, events);
        return rows.length < PAGE;
      });
      crashPoint('windows.closing');
    }
  }

  private requireMine(viewer: Viewer, row: ConversationRow): void {
    if (row.status === 'CLOSED') throw refuse('CONVERSATION_CLOSED', 'This conversation is closed.', ['conversationId']);
    if (row.assigneeId !== viewer.agentId && !viewer.permissions.has('conversations.read.all')) {
      throw refuse('CONVERSATION_NOT_YOURS', 'Only the agent who has a conversation can hand it over.', ['conversationId']);
    }
  }

  private change(
    viewer: Viewer,
    id: string,
    act: (manager: EntityManager, row: ConversationRow) => Promise<Awaited<ReturnType<typeof moveConversation>>>,
  ): Promise<ConversationRow> {
    return this.kernel.db.write(async (manager) => {
      const events = await act(manager, await this.get(viewer, id));
      if (events === null) throw moved();
      await this.kernel.events.append(manager, events);
      return manager.findOneByOrFail(ConversationRow, { id });
    }, 3);
  }
}
