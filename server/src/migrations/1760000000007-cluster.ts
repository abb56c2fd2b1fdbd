import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, createTable, integer, varchar } from '@parley/plugin/tables';

export class AddCluster1760000000007 implements MigrationInterface {
  name = 'AddCluster1760000000007';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'server_node', {
      id: varchar(40, { primary: true }),
      state: varchar(40),
      beat: integer(),
      startedAt: bigint(),
      beatAt: bigint(),
      place: varchar(190),
      pid: integer(),
      keyPrint: varchar(64),
    });
    await createTable(
      q,
      'agent_socket',
      {
        id: varchar(40, { primary: true }),
        nodeId: varchar(40),
        orgId: varchar(40),
        agentId: varchar(40),
        sessionId: varchar(40),
        openedAt: bigint(),
      },
      [
        { name: 'ix_agent_socket_agent', on: ['agentId'] },
        { name: 'ix_agent_socket_session', on: ['sessionId'] },
        { name: 'ix_agent_socket_node', on: ['nodeId'] },
      ],
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('agent_socket');
    await q.dropTable('server_node');
  }
}
