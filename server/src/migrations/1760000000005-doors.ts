import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, createTable, integer, text, varchar } from '@parley/plugin/tables';

/** Columns that the doors for bots add to tables that are there; all of them may be empty. */
const ADDED = [
  ['inbox', 'bot', 'varchar(190)'],
  ['inbox', 'botSettings', 'text'],
  ['conversation', 'tags', 'text'],
  ['contact', 'attributes', 'text'],
] as const;

export class AddDoors1760000000005 implements MigrationInterface {
  name = 'AddDoors1760000000005';

  async up(q: QueryRunner): Promise<void> {
    const long = q.connection.options.type === 'better-sqlite3' ? 'text' : 'mediumtext';
    // in plain SQL: TypeORM copies a whole table of SQLite to add a column
    for (const [table, column, type] of ADDED)
      await q.query(`alter table ${table} add column ${column} ${type === 'text' ? long : type} null`);
    await createTable(q, 'bot_conversation', {
      conversationId: varchar(40, { primary: true }),
      orgId: varchar(40),
      bot: varchar(190),
      label: varchar(190),
      turns: integer(),
      seenSeq: integer(),
      state: text(),
      choices: text({ nullable: true }),
      waitUntil: bigint({ nullable: true }),
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('bot_conversation');
    for (const [table, column] of ADDED) await q.query(`alter table ${table} drop column ${column}`);
  }
}
