import { bigint, createTable, varchar, type MigrationInterface, type QueryRunner } from '@parley/plugin/tables';

class CreateVisit implements MigrationInterface {
  name = 'acme-1-visit';

  async up(q: QueryRunner): Promise<void> {
    await createTable(
      q,
      'acme_visit',
      { id: varchar(40, { primary: true }), organizationId: varchar(40), contactId: varchar(40), at: bigint() },
      [{ name: 'acme_visit_contact', on: ['organizationId', 'contactId'] }],
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('acme_visit');
  }
}

/** In the order in which they run, each once. One that was published is never changed: add another. */
export const migrations = [CreateVisit];
