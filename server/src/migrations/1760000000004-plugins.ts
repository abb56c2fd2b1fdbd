import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bigint, createTable, integer, text, varchar } from '@parley/plugin/tables';

/** What the host keeps of plugins: settings, how far they were told, what they failed on. */
export class CreatePlugins1760000000004 implements MigrationInterface {
  name = 'CreatePlugins1760000000004';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'plugin_setting', {
      orgId: varchar(40, { primary: true }),
      pluginId: varchar(40, { primary: true }),
      inboxId: varchar(40, { primary: true }),
      enabled: integer({ nullable: true }),
      settings: text({ nullable: true }),
      updatedAt: bigint(),
    });
    await createTable(q, 'plugin_cursor', {
      pluginId: varchar(40, { primary: true }),
      orgId: varchar(40, { primary: true }),
      seq: bigint(),
    });
    await createTable(
      q,
      'plugin_failure',
      {
        id: varchar(40, { primary: true }),
        pluginId: varchar(40),
        orgId: varchar(40, { nullable: true }),
        callName: varchar(120),
        reason: text(),
        attempts: integer(),
        eventSeq: bigint({ nullable: true }),
        data: text({ nullable: true }),
        failedAt: bigint(),
      },
      [{ name: 'ix_plugin_failure_plugin', on: ['pluginId', 'orgId', 'id'] }],
    );
    await q.addColumn('plugin_migration', new TableColumn({ name: 'prefix', type: 'varchar', length: '20', isNullable: true }));
    // organizations that are there already: their admins get what new ones start with
    const admins = (await q.query("select id, permissions from role where roleKey = 'admin' and builtIn = 1")) as Record<
      'id' | 'permissions',
      string
    >[];
    for (const { id, permissions } of admins) {
      const all = [...new Set([...(JSON.parse(permissions) as string[]), 'plugins.manage'])];
      await q.query('update role set permissions = ? where id = ?', [JSON.stringify(all), id]);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropColumn('plugin_migration', 'prefix');
    for (const table of ['plugin_failure', 'plugin_cursor', 'plugin_setting']) await q.dropTable(table);
  }
}
