import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';

/**
 * The length of ids, in characters: what migrations give to `varchar` and entities to their columns.
 *
 * @example
 * ```ts
 * const columns = { id: varchar(ID_LENGTH, { primary: true }), contactId: varchar(ID_LENGTH) };
 * ```
 */
export const ID_LENGTH = 40;

/** mysql2 gives bigints as text, SQLite as numbers; ours are all below 2^53. */
const asNumber = {
  to: (value: number | null | undefined) => value,
  from: (value: unknown) => (value === null || value === undefined ? (value as null) : Number(value)),
};
const asBoolean = {
  to: (value: boolean | null | undefined) => (value === null || value === undefined ? value : value ? 1 : 0),
  from: (value: unknown) => (value === null || value === undefined ? (value as null) : Boolean(Number(value))),
};
const asJson = {
  to: (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value)),
  from: (value: unknown) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : (value ?? null)),
};

/**
 * What a column may say beyond its type.
 *
 * @example
 * ```ts
 * const maybe: TableColumnExtra = { nullable: true };
 * ```
 */
export type TableColumnExtra = Pick<ColumnOptions, 'nullable' | 'default' | 'primary'>;

/**
 * The id of the row itself: text of at most {@link ID_LENGTH} characters.
 *
 * @example
 * ```ts
 * class Point { @PrimaryId() id: string; }
 * ```
 */
export const PrimaryId = () => PrimaryColumn({ type: 'varchar', length: ID_LENGTH });
/**
 * The id of another row, or a short word.
 *
 * @example
 * ```ts
 * class Point { @Ref() contactId: string; @Ref({ nullable: true }) agentId: string | null; }
 * ```
 */
export const Ref = (options: TableColumnExtra = {}) => Column({ type: 'varchar', length: ID_LENGTH, ...options });
/**
 * A line of text that may be searched or indexed; at most 190 characters unless told.
 *
 * @example
 * ```ts
 * class Point { @Line({ length: 60 }) name: string; }
 * ```
 */
export const Line = (options: TableColumnExtra & { length?: number } = {}) =>
  Column({ type: 'varchar', length: options.length ?? 190, ...strip(options) });
/**
 * Text of any length: `text` in a migration.
 *
 * @example
 * ```ts
 * class Point { @Text() body: string; }
 * ```
 */
export const Text = (options: TableColumnExtra = {}) => Column({ type: 'text', ...options });
/**
 * Epoch milliseconds, or any integer below 2^53: `bigint` in a migration. A number in the row, on both databases.
 *
 * @example
 * ```ts
 * class Point { @Big() earnedAt: number; }
 * ```
 */
export const Big = (options: TableColumnExtra = {}) => Column({ type: 'bigint', transformer: asNumber, ...options });
/**
 * A small integer: `integer` in a migration.
 *
 * @example
 * ```ts
 * class Point { @Count({ default: 0 }) points: number; }
 * ```
 */
export const Count = (options: TableColumnExtra = {}) => Column({ type: 'integer', transformer: asNumber, ...options });
/**
 * A yes or no, kept as 1 or 0: `integer` in a migration.
 *
 * @example
 * ```ts
 * class Point { @Flag({ default: 0 }) active: boolean; }
 * ```
 */
export const Flag = (options: TableColumnExtra = {}) => Column({ type: 'integer', transformer: asBoolean, ...options });
/**
 * A value kept as JSON text: `text` in a migration.
 *
 * @example
 * ```ts
 * class Point { @Json({ nullable: true }) perks: string[] | null; }
 * ```
 */
export const Json = (options: TableColumnExtra = {}) => Column({ type: 'text', transformer: asJson, ...options });

const strip = ({ nullable, default: value, primary }: TableColumnExtra): TableColumnExtra => ({
  ...(nullable === undefined ? {} : { nullable }),
  ...(value === undefined ? {} : { default: value }),
  ...(primary === undefined ? {} : { primary }),
});
