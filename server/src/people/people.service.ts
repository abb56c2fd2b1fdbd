import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { InboxAgentRow } from '../inboxes/inbox-agent.entity';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import { newId } from '../lib/ids';
import { once } from '../lib/mutation-keys';
import { AgentRow } from './agent.entity';
import { hashPassword, requirePassword } from './passwords';
import { RoleRow } from './role.entity';
import { canonical, type SessionService } from './session.service';
import { TeamRow } from './team.entity';

export const DEFAULT_CAPACITY = 5;
const MAX_CAPACITY = 500;

export interface AgentInput {
  name: string;
  username: string;
  email?: string | null;
  phone?: string | null;
  password: string;
  roleId?: string | null;
  teamId: string;
  capacity?: number | null;
  hidePhone?: boolean | null;
  notes?: string | null;
  inboxIds?: string[] | null;
  clientMutationKey?: string | null;
}

export type AgentPatch = Partial<Pick<AgentInput, 'name' | 'email' | 'phone' | 'roleId' | 'teamId' | 'capacity' | 'hidePhone' | 'notes'>>;

/** What became of a person's conversations when they lose access. */
export type Dismiss = (orgId: string, agentId: string, why: string) => Promise<void>;

/** Agents, teams and roles. */
export class PeopleService {
  /** Lets go of what an agent holds; wired at boot. */
  onDismissed: Dismiss = async () => undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly sessions: SessionService,
  ) {}

  async createAgent(orgId: string, actorId: string | null, input: AgentInput): Promise<AgentRow> {
    requirePassword(input.password);
    const passwordHash = await hashPassword(input.password);
    return this.kernel.db.write(async (manager) => {
      const id = await once(manager, orgId, input.clientMutationKey, this.kernel.clock.now(), () =>
        newId('agent', this.kernel.clock.now()),
      );
      const existing = await manager.findOneBy(AgentRow, { id, orgId });
      if (existing) return existing;
      const now = this.kernel.clock.now();
      const name = required(input.name, 'name', 'Name');
      const username = canonical(required(input.username, 'username', 'Username'));
      if (!/^[\p{L}\p{N}._@+-]{2,64}$/u.test(username))
        throw refuse('AGENT_USERNAME_INVALID', 'A username has 2 to 64 letters, digits, dots, dashes or underscores.', ['username']);
      const email = emailOf(input.email);
      await this.requireFree(manager, orgId, { username, ...(email ? { email } : {}) }, null);
      await this.requireTeam(manager, orgId, input.teamId);
      if (input.roleId) await this.requireRole(manager, orgId, input.roleId);
      const row = Object.assign(new AgentRow(), {
        id,
        orgId,
        name,
        username,
        email,
        phone: phoneOf(input.phone),
        passwordHash,
        state: 'ACTIVE',
        roleId: input.roleId ?? null,
        teamId: input.teamId,
        capacity: capacityOf(input.capacity ?? DEFAULT_CAPACITY),
        held: 0,
        hidePhone: input.hidePhone ?? false,
        notes: input.notes ?? null,
        createdAt: now,
        presence: 'OFFLINE',
        presenceSource: 'system',
        presenceSince: now,
        presenceChoice: 'ONLINE',
        disconnectedAt: null,
      });
      await manager.insert(AgentRow, row);
      if (input.inboxIds?.length) {
        const inboxes = await manager.findBy(InboxRow, { id: In(input.inboxIds), orgId });
        await manager.insert(
          InboxAgentRow,
          inboxes.map((inbox) => ({ inboxId: inbox.id, agentId: id, lastAssignedAt: null })),
        );
      }
      await this.tell(manager, 'agent.created', row, actorId);
      return row;
    });
  }

  updateAgent(orgId: string, actorId: string, agentId: string, patch: AgentPatch): Promise<AgentRow> {
    return this.kernel.db.write(async (manager) => {
      const row = await this.requireAgent(manager, orgId, agentId);
      if (patch.teamId === null) throw refuse('AGENT_TEAM_REQUIRED', 'Every agent is in a team. Choose one.', ['teamId']);
      if (patch.teamId) await this.requireTeam(manager, orgId, patch.teamId);
      if (patch.roleId) await this.requireRole(manager, orgId, patch.roleId);
      const email = patch.email === undefined ? row.email : emailOf(patch.email);
      if (email && email !== row.email) await this.requireFree(manager, orgId, { email }, agentId);
      const next: Partial<AgentRow> = {
        ...(patch.name === undefined ? {} : { name: required(patch.name, 'name', 'Name') }),
        email,
        ...(patch.phone === undefined ? {} : { phone: phoneOf(patch.phone) }),
        ...(patch.teamId ? { teamId: patch.teamId } : {}),
        ...(patch.roleId === undefined ? {} : { roleId: patch.roleId }),
        ...(patch.capacity === undefined || patch.capacity === null ? {} : { capacity: capacityOf(patch.capacity) }),
        ...(patch.hidePhone === undefined || patch.hidePhone === null ? {} : { hidePhone: patch.hidePhone }),
        ...(patch.notes === undefined ? {} : { notes: patch.notes }),
      };
      await manager.update(AgentRow, { id: agentId }, next);
      const updated = Object.assign(row, next);
      await this.tell(manager, 'agent.updated', updated, actorId);
      return updated;
    });
  }

  /** Active or not: the account. Switching off ends every session and gives back every conversation, at once. */
  async setState(orgId: string, actorId: string | null, agentId: string, state: 'ACTIVE' | 'INACTIVE'): Promise<AgentRow> {
    if (state === 'INACTIVE' && actorId === agentId) throw refuse('AGENT_SELF', 'You cannot deactivate yourself. Ask another admin.');
    return this.kernel.db.write(async (manager) => {
      const row = await this.requireAgent(manager, orgId, agentId);
      if (row.state === state) return row;
      const now = this.kernel.clock.now();
      const off = state === 'INACTIVE' ? { presence: 'OFFLINE', presenceSource: 'system', presenceSince: now, disconnectedAt: null } : {};
      await manager.update(AgentRow, { id: agentId }, { state, ...off });
      if (state === 'INACTIVE') {
        await this.sessions.endAll(agentId, 'deactivated');
        await this.onDismissed(orgId, agentId, 'the account was deactivated');
      }
      const updated = await manager.findOneByOrFail(AgentRow, { id: agentId });
      await this.tell(manager, 'agent.updated', updated, actorId);
      return updated;
    });
  }

  async setPassword(orgId: string, actorId: string | null, agentId: string, password: string): Promise<AgentRow> {
    requirePassword(password);
    const passwordHash = await hashPassword(password);
    return this.kernel.db.write(async (manager) => {
      const row = await this.requireAgent(manager, orgId, agentId);
      await manager.update(AgentRow, { id: agentId }, { passwordHash });
      await this.sessions.endAll(agentId, 'password changed');
      await this.tell(manager, 'agent.updated', row, actorId);
      return row;
    });
  }

  createTeam(
    orgId: string,
    actorId: string | null,
    input: { name: string; roleId: string; clientMutationKey?: string | null },
  ): Promise<TeamRow> {
    return this.kernel.db.write(async (manager) => {
      const now = this.kernel.clock.now();
      const id = await once(manager, orgId, input.clientMutationKey, now, () => newId('team', now));
      const existing = await manager.findOneBy(TeamRow, { id, orgId });
      if (existing) return existing;
      await this.requireRole(manager, orgId, input.roleId);
      const row = Object.assign(new TeamRow(), {
        id,
        orgId,
        name: required(input.name, 'name', 'Name'),
        roleId: input.roleId,
        createdAt: now,
      });
      await manager.insert(TeamRow, row);
      await this.kernel.events.append(manager, [
        { orgId, type: 'team.updated', nodeId: id, actorId, audience: { permission: 'people.read' } },
      ]);
      return row;
    });
  }

  async requireAgent(manager: EntityManager, orgId: string, agentId: string): Promise<AgentRow> {
    const row = await manager.findOneBy(AgentRow, { id: agentId, orgId });
    if (!row) throw refuse('AGENT_NOT_FOUND', 'There is no such agent.', ['agentId']);
    return row;
  }

  private async requireTeam(manager: EntityManager, orgId: string, teamId: string): Promise<void> {
    if (!teamId || !(await manager.existsBy(TeamRow, { id: teamId, orgId })))
      throw refuse('AGENT_TEAM_REQUIRED', 'Every agent is in a team. Choose one.', ['teamId']);
  }

  private async requireRole(manager: EntityManager, orgId: string, roleId: string): Promise<void> {
    if (!(await manager.existsBy(RoleRow, { id: roleId, orgId }))) throw refuse('ROLE_NOT_FOUND', 'There is no such role.', ['roleId']);
  }

  private async requireFree(
    manager: EntityManager,
    orgId: string,
    values: { username?: string; email?: string },
    selfId: string | null,
  ): Promise<void> {
    for (const [column, value] of Object.entries(values)) {
      const other = await manager.findOneBy(AgentRow, { orgId, [column]: value });
      if (other && other.id !== selfId)
        throw refuse(`AGENT_${column.toUpperCase()}_TAKEN`, `Somebody else already has this ${column}.`, [column]);
    }
  }

  private tell(manager: EntityManager, type: string, row: AgentRow, actorId: string | null): Promise<unknown> {
    return this.kernel.events.append(manager, [
      { orgId: row.orgId, type, nodeId: row.id, actorId, audience: { all: true }, rows: [[AgentRow, row]] },
    ]);
  }
}

const required = (value: string | null | undefined, path: string, label: string): string => {
  const text = value?.trim() ?? '';
  if (text === '') throw refuse(`${path.toUpperCase()}_REQUIRED`, `${label} is missing.`, [path]);
  if (text.length > 190) throw refuse(`${path.toUpperCase()}_TOO_LONG`, `${label} has more than 190 characters.`, [path]);
  return text;
};

const emailOf = (value: string | null | undefined): string | null => {
  const email = value ? canonical(value) : '';
  if (email === '') return null;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 190)
    throw refuse('AGENT_EMAIL_INVALID', 'This is not an email address.', ['email']);
  return email;
};

const phoneOf = (value: string | null | undefined): string | null => {
  const text = value?.trim() ?? '';
  if (text === '') return null;
  const parsed = parsePhoneNumberFromString(text.startsWith('+') ? text : `+${text.replace(/^00/, '')}`);
  if (!parsed?.isPossible())
    throw refuse('AGENT_PHONE_INVALID', 'Write the number with its country code, like +44 7700 900142.', ['phone']);
  return parsed.number;
};

const capacityOf = (value: number): number => {
  if (!Number.isInteger(value) || value < 0 || value > MAX_CAPACITY)
    throw refuse('AGENT_CAPACITY_INVALID', `Capacity is a number from 0 to ${MAX_CAPACITY}.`, ['capacity']);
  return value;
};
