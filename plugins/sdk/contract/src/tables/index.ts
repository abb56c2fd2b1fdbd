/**
 * What a plugin's own tables are made of, the same on SQLite and on MySQL. Imported from `@parley/plugin/tables`, apart from the rest of the
 * contract, so that a plugin without tables does not load the ORM. `Entity`, `Index`, `MigrationInterface` and `QueryRunner` are TypeORM's own.
 *
 * Table names start with the plugin's prefix and an underscore. Migrations run once, in their order, before the plugin starts; which of them
 * ran is kept by name, so a name never changes.
 *
 * @example
 * ```ts
 * @Entity('acme_point')
 * @Index('ux_acme_point_contact', ['organizationId', 'contactId'], { unique: true })
 * export class Point {
 *   @PrimaryId() id: string;
 *   @Ref() organizationId: string;
 *   @Ref() contactId: string;
 *   @Count() points: number;
 * }
 *
 * export class CreatePoint implements MigrationInterface {
 *   name = 'acme-1-point';
 *   async up(q: QueryRunner): Promise<void> {
 *     await createTable(
 *       q,
 *       'acme_point',
 *       { id: varchar(40, { primary: true }), organizationId: varchar(40), contactId: varchar(40), points: integer() },
 *       [{ name: 'ux_acme_point_contact', on: ['organizationId', 'contactId'], unique: true }],
 *     );
 *   }
 *   async down(q: QueryRunner): Promise<void> {
 *     await q.dropTable('acme_point');
 *   }
 * }
 *
 * export default definePlugin({ entities: [Point], migrations: [CreatePoint] });
 * ```
 *
 * @packageDocumentation
 */
export { Entity, Index, type MigrationInterface, type QueryRunner } from 'typeorm';
export * from './columns';
export * from './create-table';
