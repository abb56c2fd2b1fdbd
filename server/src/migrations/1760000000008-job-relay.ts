import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, createTable, text, varchar } from '@parley/plugin/tables';

export class AddJobRelay1760000000008 implements MigrationInterface {
  name = 'AddJobRelay1760000000008';

  async up(q: QueryRunner): Promise<void> {
    await createTable(
      q,
      'job_relay',
      {
        id: varchar(64, { primary: true }),
        version: varchar(40),
        orderDoc: text(),
        createdAt: bigint(),
        takenBy: varchar(40, { nullable: true }),
        takenAt: bigint({ nullable: true }),
      },
      [{ name: 'ix_job_relay_created', on: ['createdAt', 'id'] }],
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('job_relay');
  }
}
