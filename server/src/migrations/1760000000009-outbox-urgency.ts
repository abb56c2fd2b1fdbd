import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddOutboxUrgency1760000000009 implements MigrationInterface {
  name = 'AddOutboxUrgency1760000000009';

  async up(q: QueryRunner): Promise<void> {
    const type = q.connection.options.type === 'better-sqlite3' ? 'integer' : 'int';
    // in plain SQL: TypeORM copies a whole table of SQLite to add a column
    await q.query(`alter table outbox add column urgency ${type} not null default 0`);
    await q.createIndex(
      'outbox',
      new TableIndex({ name: 'ix_outbox_serve', columnNames: ['inboxId', 'state', 'urgency', 'dueAt', 'messageId'] }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('outbox', 'ix_outbox_serve');
    await q.query('alter table outbox drop column urgency');
  }
}
