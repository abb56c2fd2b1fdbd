import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';

/** Lengths that the migrations and the entities share. */
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

type Options = Pick<ColumnOptions, 'nullable' | 'default' | 'primary'>;

/** The id of the row itself. */
export const PrimaryId = () => PrimaryColumn({ type: 'varchar', length: ID_LENGTH });
/** The id of another row, or a short word. */
export const Ref = (options: Options = {}) => Column({ type: 'varchar', length: ID_LENGTH, ...options });
/** A line of text that may be searched or indexed. */
export const Line = (options: Options & { length?: number } = {}) =>
  Column({ type: 'varchar', length: options.length ?? 190, ...strip(options) });
/** Text of any length. `mediumtext` on MySQL. */
export const Text = (options: Options = {}) => Column({ type: 'text', ...options });
/** Epoch milliseconds, or any integer below 2^53. */
export const Big = (options: Options = {}) => Column({ type: 'bigint', transformer: asNumber, ...options });
/** A small integer. */
export const Count = (options: Options = {}) => Column({ type: 'integer', transformer: asNumber, ...options });
/** A yes or no. */
export const Flag = (options: Options = {}) => Column({ type: 'integer', transformer: asBoolean, ...options });
/** A value kept as JSON text. */
export const Json = (options: Options = {}) => Column({ type: 'text', transformer: asJson, ...options });

const strip = ({ nullable, default: value, primary }: Options): Options => ({
  ...(nullable === undefined ? {} : { nullable }),
  ...(value === undefined ? {} : { default: value }),
  ...(primary === undefined ? {} : { primary }),
});
