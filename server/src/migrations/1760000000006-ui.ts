import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, createTable, integer, text, varchar } from '@parley/plugin/tables';

export class CreateUi1760000000006 implements MigrationInterface {
  name = 'CreateUi1760000000006';

  async up(q: QueryRunner): Promise<void> {
    await createTable(
      q,
      'ui_build',
      {
        id: varchar(40, { primary: true }),
        remote: varchar(40),
        version: varchar(64),
        digest: varchar(96),
        contract: varchar(100),
        label: varchar(190),
        module: varchar(100, { nullable: true }),
        slots: text(),
        origin: varchar(40),
        active: integer(),
        pinned: integer(),
        publishedAt: bigint(),
        activatedAt: bigint({ nullable: true }),
        activatedById: varchar(40, { nullable: true }),
        problem: text({ nullable: true }),
      },
      [
        { name: 'uq_ui_build', on: ['remote', 'version', 'digest'], unique: true },
        { name: 'ix_ui_build_published', on: ['remote', 'publishedAt'] },
      ],
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('ui_build');
  }
}
