import { tmpdir } from 'node:os';
import basic from '@parley/assignment-basic';
import { defineAssignmentRule, definePlugin, type AssignmentRule, type Choice } from '@parley/plugin';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { AssignmentTraceRow } from '../../src/assignment/assignment-trace.entity';
import { AssignmentService } from '../../src/assignment/assignment.service';
import { closeConversation, moveConversation } from '../../src/assignment/claim';
import { ContactRow } from '../../src/contacts/contact.entity';
import { ConversationRow } from '../../src/conversations/conversation.entity';
import { EventCounterRow } from '../../src/events/event-counter.entity';
import type { EventLog } from '../../src/events/event-log';
import { InboxAgentRow } from '../../src/inboxes/inbox-agent.entity';
import { InboxRuleRow } from '../../src/inboxes/inbox-rule.entity';
import { Jobs } from '../../src/jobs/jobs.service';
import { makeKernel, type Kernel } from '../../src/kernel';
import { ManualClock } from '../../src/lib/clock';
import type { Config } from '../../src/lib/config';
import { newId } from '../../src/lib/ids';
import { OrganizationRow } from '../../src/organizations/organization.entity';
import { AgentRow } from '../../src/people/agent.entity';
import { PluginHost, type GivenPlugin } from '../../src/plugin-host/plugin-host';
import { openTestDb } from '../support/db';

export const BASIC: GivenPlugin = { manifest: { id: 'assignment-basic', prefix: 'assignBasic', contract: '^1.0' }, definition: basic };

/** A plugin with one rule `<id>/rule` that answers as the test says. */
export const ruleOf = (id: string, pick: AssignmentRule['pick']): GivenPlugin => ({
  manifest: { id, prefix: id, contract: '^1.0' },
  definition: definePlugin({
    assignment: [defineAssignmentRule({ id: 'rule', label: `Rule ${id}`, settings: z.record(z.string(), z.unknown()), pick })],
  }),
});

/** An organization with one inbox on a real database, its people and its customers. */
export class World {
  readonly orgId = newId('org');
  private readonly services: { service: AssignmentService; jobs: Jobs }[] = [];
  private customers = 0;

  private constructor(
    readonly kernel: Kernel,
    readonly host: PluginHost,
    readonly clock: ManualClock,
    private readonly closeDb: () => Promise<void>,
  ) {}

  static async open(plugins: readonly GivenPlugin[] = [BASIC]): Promise<World> {
    const clock = new ManualClock();
    const { db, close } = await openTestDb();
    const config = { publicUrl: 'http://care.example', dataDir: tmpdir(), secretKey: 'x'.repeat(32) } as Config;
    const kernel = makeKernel({ config, db, clock, log: pino({ level: 'silent' }) }, 'test');
    const host = new PluginHost(kernel, { given: plugins, metrics: new Registry() });
    await host.load();
    await host.start();
    const world = new World(kernel, host, clock, close);
    await db.write(async (manager) => {
      await manager.insert(OrganizationRow, { id: world.orgId, account: '123456', name: 'Test', settings: {}, createdAt: clock.now() });
      await manager.insert(EventCounterRow, { orgId: world.orgId, seq: 0 });
    });
    return world;
  }

  /** Starts a service; several may work on one database, like several servers. */
  async serve(options: { pickDeadlineMs?: number } = {}, kernel = this.kernel): Promise<AssignmentService> {
    const jobs = new Jobs(kernel);
    const service = new AssignmentService(kernel, this.host, jobs, options);
    this.services.push({ service, jobs });
    await jobs.start();
    await service.start();
    return service;
  }

  /** Half a minute passes, and what is due is done. */
  async halfMinute(): Promise<void> {
    this.clock.advance(30_000);
    for (const { jobs } of this.services) await jobs.runDue();
  }

  /** What another server on the same database stands on. */
  otherServer(): Kernel {
    return makeKernel(this.kernel, 'other');
  }

  async agent(name: string, over: Partial<AgentRow> = {}, inboxes: readonly string[] = ['inbox_1']): Promise<string> {
    const id = `agent_${name.toLowerCase()}`;
    await this.kernel.db.write(async (manager) => {
      await manager.insert(AgentRow, {
        id,
        orgId: this.orgId,
        name,
        username: id,
        email: null,
        phone: null,
        passwordHash: null,
        state: 'ACTIVE',
        roleId: null,
        teamId: 'team_1',
        capacity: 5,
        held: 0,
        hidePhone: false,
        notes: null,
        createdAt: 0,
        presence: 'ONLINE',
        presenceSource: 'agent',
        presenceSince: 0,
        presenceChoice: 'ONLINE',
        disconnectedAt: null,
        ...over,
      });
      for (const inboxId of inboxes) await manager.insert(InboxAgentRow, { inboxId, agentId: id, lastAssignedAt: null });
    });
    return id;
  }

  /** Sets the rules of an inbox, in order: `['assignment-basic/basic', { mode: 'all' }]`. */
  async rules(...rules: [rule: string, settings?: Record<string, unknown>][]): Promise<void> {
    await this.rulesOf('inbox_1', ...rules);
  }

  async rulesOf(inboxId: string, ...rules: [rule: string, settings?: Record<string, unknown>][]): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      await manager.delete(InboxRuleRow, { inboxId });
      for (const [position, [rule, settings = {}]] of rules.entries())
        await manager.insert(InboxRuleRow, { inboxId, position, rule, settings: settings as object });
      await this.say(manager, 'inbox.updated', inboxId);
    });
  }

  /** A customer writes for the first time: a conversation waits. */
  async opens(over: Partial<ConversationRow> = {}, ownerId: string | null = null): Promise<string> {
    this.clock.advance(1);
    const now = this.clock.now();
    const id = newId('conv', now);
    const contactId = over.contactId ?? `cont_${++this.customers}`;
    await this.kernel.db.write(async (manager) => {
      if (!over.contactId)
        await manager.insert(ContactRow, {
          id: contactId,
          orgId: this.orgId,
          name: null,
          username: null,
          phone: null,
          searchText: '',
          ownerId,
          createdAt: now,
          updatedAt: now,
        });
      await manager.insert(ConversationRow, {
        id,
        orgId: this.orgId,
        inboxId: 'inbox_1',
        contactId,
        openKey: id,
        status: 'QUEUED',
        assigneeId: null,
        priority: 0,
        openedAt: now,
        queuedAt: now,
        assignedAt: null,
        closedAt: null,
        closedById: null,
        closeReason: null,
        lastActivityAt: now,
        lastMessageId: null,
        lastMessageText: null,
        unread: 1,
        pendingSince: now,
        windowUntil: null,
        messageSeq: 1,
        continuesId: null,
        waitWhy: null,
        ...over,
      });
      await this.say(manager, 'conversation.opened', id);
    });
    return id;
  }

  /** The agent closes it: a place becomes free. */
  async closes(id: string): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      const row = await manager.findOneByOrFail(ConversationRow, { id });
      await this.kernel.events.append(
        manager,
        (await closeConversation(manager, this.clock.now(), row, { actorId: null, reason: 'agent' })) ?? [],
      );
    });
  }

  /** It goes back to the queue. */
  async releases(id: string): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      const row = await manager.findOneByOrFail(ConversationRow, { id });
      await this.kernel.events.append(
        manager,
        (await moveConversation(
          manager,
          this.clock.now(),
          row,
          row,
          null,
          { outcome: 'RELEASED', why: 'Their connection was lost' },
          null,
        )) ?? [],
      );
    });
  }

  async presence(agentId: string, presence: string): Promise<void> {
    await this.changes(agentId, { presence }, 'presence.changed');
  }

  async changes(agentId: string, change: Partial<AgentRow>, type = 'agent.updated'): Promise<void> {
    await this.kernel.db.write(async (manager) => {
      if (Object.keys(change).length > 0) await manager.update(AgentRow, { id: agentId }, change);
      await this.say(manager, type, agentId);
    });
  }

  /** Everything that is being served is done. */
  async settled(): Promise<void> {
    for (const { service } of this.services) await service.settled();
  }

  async who(...ids: string[]): Promise<(string | null)[]> {
    await this.settled();
    const rows = await Promise.all(ids.map((id) => this.kernel.db.read.findOneByOrFail(ConversationRow, { id })));
    return rows.map((row) => row.assigneeId);
  }

  async why(id: string): Promise<string | null> {
    await this.settled();
    return (await this.kernel.db.read.findOneByOrFail(ConversationRow, { id })).waitWhy;
  }

  async trace(id: string): Promise<AssignmentTraceRow[]> {
    await this.settled();
    return this.kernel.db.read.find(AssignmentTraceRow, { where: { conversationId: id }, order: { tracedAt: 'ASC', id: 'ASC' } });
  }

  async held(): Promise<Record<string, number>> {
    await this.settled();
    return Object.fromEntries((await this.kernel.db.read.find(AgentRow)).map((row) => [row.id, row.held]));
  }

  async close(): Promise<void> {
    for (const { service, jobs } of this.services) {
      await service.stop();
      await jobs.stop();
    }
    await this.host.stop();
    await this.closeDb();
  }

  private async say(manager: Parameters<EventLog['append']>[0], type: string, nodeId: string): Promise<void> {
    await this.kernel.events.append(manager, [{ orgId: this.orgId, type, nodeId, audience: { all: true } }]);
  }
}

export const first: AssignmentRule['pick'] = (_, { candidates }): Choice => {
  const one = candidates.find((candidate) => candidate.load < candidate.capacity);
  return one ? { agent: one.id, why: 'The first with room' } : { wait: true, why: 'Nobody has room' };
};
