import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EntityManager } from 'typeorm';
import type { Db } from '../lib/db';
import type { TableShape } from './manifest';

/** Rows that are read at once; few where one may have megabytes. */
const PAGE = 500;
const HEAVY_PAGE = 25;
/** What goes into one statement. SQLite knows 32,766 parameters. */
const MOST_PARAMETERS = 16_000;
const MOST_CHARACTERS = 2_000_000;

type Row = Record<string, unknown>;
const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(',');

/** A value as JSON has it: bytes as `{"base64"}`, a date as `{"date"}` in epoch ms. The same on both databases. */
const written = (value: unknown, type: string): unknown => {
  // MySQL gives these as text
  if (type === 'bigint' && typeof value === 'string' && Number.isSafeInteger(Number(value))) return Number(value);
  if (Buffer.isBuffer(value)) return { base64: value.toString('base64') };
  return value instanceof Date ? { date: value.getTime() } : value;
};
const read = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const { base64, date } = value as { base64?: string; date?: number };
  return base64 !== undefined ? Buffer.from(base64, 'base64') : date !== undefined ? new Date(date) : JSON.stringify(value);
};

/** All rows of a table in pages, by its key: no page reads again what came before. */
async function* pagesOf(manager: EntityManager, { name, columns }: TableShape): AsyncGenerator<Row[]> {
  const key = columns.filter(({ primary }) => primary).map((column) => column.name);
  const size = columns.some(({ type }) => type === 'blob') ? HEAVY_PAGE : PAGE;
  const select = `select ${quoted(columns.map((column) => column.name))} from \`${name}\``;
  if (key.length === 0) return yield (await manager.query(select)) as Row[];
  let last: Row | undefined;
  do {
    const page: Row[] = [];
    if (!last) page.push(...((await manager.query(`${select} order by ${quoted(key)} limit ${size}`)) as Row[]));
    // what has the same beginning of the key first: each step is one range of the index
    else
      for (let depth = key.length - 1; depth >= 0 && page.length < size; depth--) {
        const from: Row = last;
        const where = key.slice(0, depth + 1).map((part, i) => `\`${part}\` ${i === depth ? '>' : '='} ?`);
        const order = quoted(key.slice(depth));
        const values = key.slice(0, depth + 1).map((part) => from[part]);
        page.push(
          ...((await manager.query(
            `${select} where ${where.join(' and ')} order by ${order} limit ${size - page.length}`,
            values,
          )) as Row[]),
        );
      }
    if (page.length > 0) yield page;
    last = page.length < size ? undefined : page[page.length - 1];
  } while (last);
}

/**
 * A table's rows as lines of JSON: an array of values each, in the order of the columns.
 *
 * @param seen is given each row on its way
 */
export async function* linesOf(manager: EntityManager, shape: TableShape, seen: (row: Row) => void): AsyncGenerator<string> {
  for await (const page of pagesOf(manager, shape)) {
    for (const row of page) seen(row);
    yield page.map((row) => `${JSON.stringify(shape.columns.map(({ name, type }) => written(row[name], type)))}\n`).join('');
  }
}

/**
 * Writes the lines of {@link linesOf} into a table that is there.
 *
 * @returns how many rows
 */
export const fillTable = async (db: Db, { name, columns }: TableShape, body: Readable): Promise<number> => {
  const head = `insert into \`${name}\`(${quoted(columns.map((column) => column.name))}) values `;
  const marks = `(${columns.map(() => '?').join(',')})`;
  let rows = 0;
  let waiting: unknown[][] = [];
  let weight = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    const values = waiting;
    await db.write((manager) => manager.query(head + values.map(() => marks).join(','), values.flat()));
    rows += values.length;
    waiting = [];
    weight = 0;
  };
  for await (const line of createInterface({ input: body, crlfDelay: Infinity })) {
    if (line === '') continue;
    waiting.push((JSON.parse(line) as unknown[]).map(read));
    weight += line.length;
    if (weight >= MOST_CHARACTERS || (waiting.length + 1) * columns.length > MOST_PARAMETERS) await flush();
  }
  await flush();
  return rows;
};
