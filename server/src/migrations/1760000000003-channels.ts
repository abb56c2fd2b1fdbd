import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, blob, createTable, integer, text, varchar } from '@parley/plugin/tables';

const TABLES = [
  'connection',
  'inbox',
  'inbox_agent',
  'inbox_rule',
  'delivery',
  'dead_letter',
  'channel_notice',
  'event',
  'event_counter',
  'job',
  'plugin_migration',
  'mutation_key',
];

export class CreateChannels1760000000003 implements MigrationInterface {
  name = 'CreateChannels1760000000003';

  async up(q: QueryRunner): Promise<void> {
    await createTable(
      q,
      'connection',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        channel: varchar(40),
        settings: text(),
        createdAt: bigint(),
      },
      [{ name: 'ix_connection_org', on: ['orgId'] }],
    );
    await createTable(
      q,
      'inbox',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        connectionId: varchar(40),
        channel: varchar(40),
        name: varchar(190),
        address: varchar(190),
        displayAddress: varchar(190),
        settings: text(),
        active: integer(),
        problem: text({ nullable: true }),
        createdAt: bigint(),
      },
      [
        { name: 'ix_inbox_org', on: ['orgId'] },
        { name: 'ix_inbox_connection', on: ['connectionId'] },
        { name: 'uq_inbox_address', on: ['address', 'channel', 'orgId'], unique: true },
      ],
    );
    await createTable(
      q,
      'inbox_agent',
      {
        inboxId: varchar(40, { primary: true }),
        agentId: varchar(40, { primary: true }),
        lastAssignedAt: bigint({ nullable: true }),
      },
      [{ name: 'ix_inbox_agent_agent', on: ['agentId'] }],
    );
    await createTable(q, 'inbox_rule', {
      inboxId: varchar(40, { primary: true }),
      position: integer({ primary: true }),
      rule: varchar(190),
      settings: text(),
    });
    await createTable(
      q,
      'delivery',
      {
        id: varchar(40, { primary: true }),
        connectionId: varchar(40),
        receivedAt: bigint(),
        body: blob(),
      },
      [{ name: 'ix_delivery_received', on: ['receivedAt'] }],
    );
    await createTable(
      q,
      'dead_letter',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        connectionId: varchar(40),
        deliveryId: varchar(40, { nullable: true }),
        kind: varchar(40),
        address: varchar(190, { nullable: true }),
        dedupeKey: varchar(120),
        event: text({ nullable: true }),
        reason: text(),
        receivedAt: bigint(),
        replayedAt: bigint({ nullable: true }),
      },
      [
        { name: 'ix_dead_letter_delivery', on: ['deliveryId'] },
        { name: 'ix_dead_letter_org', on: ['orgId', 'replayedAt', 'id'] },
        { name: 'uq_dead_letter', on: ['dedupeKey', 'connectionId'], unique: true },
      ],
    );
    await createTable(
      q,
      'channel_notice',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        connectionId: varchar(40),
        inboxId: varchar(40, { nullable: true }),
        kind: varchar(80),
        dedupeKey: varchar(120),
        data: text(),
        occurredAt: bigint(),
        receivedAt: bigint(),
      },
      [
        { name: 'ix_notice_org', on: ['orgId', 'id'] },
        { name: 'uq_notice', on: ['dedupeKey', 'kind', 'connectionId'], unique: true },
      ],
    );
    await createTable(q, 'event', {
      orgId: varchar(40, { primary: true }),
      seq: bigint({ primary: true }),
      type: varchar(40),
      nodeId: varchar(40),
      occurredAt: bigint(),
      actorId: varchar(40, { nullable: true }),
      audience: text({ nullable: true }),
      data: text({ nullable: true }),
    });
    await createTable(q, 'event_counter', {
      orgId: varchar(40, { primary: true }),
      seq: bigint(),
    });
    await createTable(
      q,
      'job',
      {
        id: varchar(40, { primary: true }),
        name: varchar(120),
        type: varchar(40),
        sortRank: integer(),
        nextRunAt: bigint({ nullable: true }),
        lockedAt: bigint({ nullable: true }),
        disabled: integer(),
        doc: text(),
        lastModifiedBy: varchar(190, { nullable: true }),
        uniqueKey: varchar(190, { nullable: true }),
      },
      [
        { name: 'uq_job_unique', on: ['name', 'uniqueKey'], unique: true },
        { name: 'ix_job_pick', on: ['name', 'disabled', 'lockedAt', 'nextRunAt', 'sortRank'] },
      ],
    );
    await createTable(q, 'plugin_migration', {
      pluginId: varchar(40, { primary: true }),
      name: varchar(120, { primary: true }),
      ranAt: bigint(),
    });
    await createTable(q, 'mutation_key', {
      orgId: varchar(40, { primary: true }),
      mutationKey: varchar(120, { primary: true }),
      nodeId: varchar(40),
      createdAt: bigint(),
    });
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await q.dropTable(table);
  }
}
