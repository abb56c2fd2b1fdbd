import DataLoader from 'dataloader';
import { In, type EntityTarget, type FindOptionsOrder, type FindOptionsWhere, type ObjectLiteral } from 'typeorm';
import type { Db } from './db';

/**
 * Reads rows in sets: whatever one request, or one round of the feed, asks for in the same tick becomes one query a table. Rows
 * are kept for the life of the request only.
 */
export class Loaders {
  private readonly single = new Map<EntityTarget<ObjectLiteral>, DataLoader<string, ObjectLiteral | null>>();
  private readonly lists = new Map<string, DataLoader<string, ObjectLiteral[]>>();

  constructor(private readonly db: Db) {}

  /** A row by its id; null when there is none. */
  row<T extends ObjectLiteral & { id: string }>(entity: new () => T): DataLoader<string, T | null> {
    let loader = this.single.get(entity);
    if (!loader) {
      loader = new DataLoader<string, ObjectLiteral | null>(
        async (ids) => {
          const rows = await this.db.read.find(entity, { where: { id: In([...ids]) } as FindOptionsWhere<T> });
          const byId = new Map(rows.map((row) => [row.id, row]));
          return ids.map((id) => byId.get(id) ?? null);
        },
        { maxBatchSize: 500 },
      );
      this.single.set(entity, loader);
    }
    return loader as DataLoader<string, T | null>;
  }

  /** All rows whose `column` has the value, in `order`. */
  by<T extends ObjectLiteral>(entity: new () => T, column: keyof T & string, order?: FindOptionsOrder<T>): DataLoader<string, T[]> {
    const key = `${entity.name}.${column}.${JSON.stringify(order ?? {})}`;
    let loader = this.lists.get(key);
    if (!loader) {
      loader = new DataLoader<string, ObjectLiteral[]>(
        async (values) => {
          const rows = await this.db.read.find(entity, {
            where: { [column]: In([...values]) } as FindOptionsWhere<T>,
            ...(order ? { order } : {}),
          });
          const groups = new Map<string, T[]>();
          for (const row of rows) {
            const group = groups.get(row[column] as string);
            if (group) group.push(row);
            else groups.set(row[column] as string, [row]);
          }
          return values.map((value) => groups.get(value) ?? []);
        },
        { maxBatchSize: 500 },
      );
      this.lists.set(key, loader);
    }
    return loader as DataLoader<string, T[]>;
  }

  /** Puts a row in that is known already, so that nobody reads it again. */
  prime<T extends ObjectLiteral & { id: string }>(entity: new () => T, row: T): void {
    this.row(entity).clear(row.id).prime(row.id, row);
  }
}
