import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, createTable, integer, text, varchar } from '@parley/plugin/tables';

const TABLES = ['organization', 'role', 'team', 'agent', 'session'];

export class CreatePeople1760000000001 implements MigrationInterface {
  name = 'CreatePeople1760000000001';

  async up(q: QueryRunner): Promise<void> {
    await createTable(
      q,
      'organization',
      {
        id: varchar(40, { primary: true }),
        account: varchar(16),
        name: varchar(190),
        settings: text(),
        createdAt: bigint(),
      },
      [{ name: 'uq_organization_account', on: ['account'], unique: true }],
    );
    await createTable(
      q,
      'role',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        roleKey: varchar(40),
        name: varchar(190),
        permissions: text(),
        builtIn: integer(),
      },
      [{ name: 'uq_role_key', on: ['orgId', 'roleKey'], unique: true }],
    );
    await createTable(
      q,
      'team',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        name: varchar(190),
        roleId: varchar(40),
        createdAt: bigint(),
      },
      [{ name: 'ix_team_org', on: ['orgId', 'name'] }],
    );
    await createTable(
      q,
      'agent',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        name: varchar(190),
        username: varchar(190, { nullable: true }),
        email: varchar(190, { nullable: true }),
        phone: varchar(32, { nullable: true }),
        passwordHash: text({ nullable: true }),
        state: varchar(40),
        roleId: varchar(40, { nullable: true }),
        teamId: varchar(40),
        capacity: integer(),
        held: integer(),
        hidePhone: integer(),
        notes: text({ nullable: true }),
        createdAt: bigint(),
        presence: varchar(40),
        presenceSource: varchar(40),
        presenceSince: bigint(),
        presenceChoice: varchar(40),
        disconnectedAt: bigint({ nullable: true }),
      },
      [
        { name: 'ix_agent_team', on: ['teamId'] },
        { name: 'uq_agent_email', on: ['orgId', 'email'], unique: true },
        { name: 'uq_agent_username', on: ['orgId', 'username'], unique: true },
      ],
    );
    await createTable(
      q,
      'session',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        agentId: varchar(40),
        tokenHash: varchar(64),
        deviceHash: varchar(64, { nullable: true }),
        app: varchar(40),
        userAgent: varchar(190, { nullable: true }),
        createdAt: bigint(),
        lastSeenAt: bigint(),
        endedAt: bigint({ nullable: true }),
        endReason: varchar(40, { nullable: true }),
      },
      [
        { name: 'ix_session_agent', on: ['agentId', 'endedAt'] },
        { name: 'uq_session_token', on: ['tokenHash'], unique: true },
      ],
    );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await q.dropTable(table);
  }
}
