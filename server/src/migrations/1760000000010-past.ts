import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The index behind the list of all that an organization has closed, latest first. */
export class AddPast1760000000010 implements MigrationInterface {
  name = 'AddPast1760000000010';

  async up(q: QueryRunner): Promise<void> {
    await q.query('create index ix_conversation_past on conversation (orgId, closedAt, id)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop index ix_conversation_past${q.connection.options.type === 'better-sqlite3' ? '' : ' on conversation'}`);
  }
}
