import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from '@parley/plugin';
import { ApiError } from './errors';

export const MAX_PAGE = 100;

/** The page size asked for, checked; 20 unless told. */
export const pageSize = (first: number | null | undefined, fallback = 20): number => {
  const n = first ?? fallback;
  if (n < 1 || n > MAX_PAGE) throw new ApiError('BAD_REQUEST', `first: write a number from 1 to ${MAX_PAGE}`);
  return n;
};

/** A keyset cursor: the values of the sort columns of a row, opaque to clients. */
export const encodeCursor = (values: (string | number | null)[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

export const decodeCursor = (cursor: string, length: number): (string | number)[] => {
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as (string | number)[];
    if (Array.isArray(values) && values.length === length) return values;
  } catch {
    // falls through to the one answer for every wrong cursor
  }
  throw new ApiError('BAD_REQUEST', 'after/before: give a cursor that this list returned');
};

export interface Connection<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount?: number | null | Promise<number>;
}

/** A connection from one row more than the page holds. */
export const toConnection = <T>(rows: T[], size: number, cursorOf: (row: T) => string, hasPrevious = false): Connection<T> => {
  const nodes = rows.slice(0, size);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: hasPrevious,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges[edges.length - 1]?.cursor ?? null,
    },
  };
};

/**
 * The GraphQL classes of a Relay connection.
 *
 * @param counted it has a `totalCount`: only for lists where that can be afforded
 *
 * @example const { Connection: ConversationConnection } = connectionOf('Conversation', Conversation);
 */
export const connectionOf = <T extends object>(name: string, node: ClassType<T>, { counted = false } = {}) => {
  @ObjectType(`${name}Edge`)
  class EdgeClass {
    @Field(() => String) cursor: string;
    @Field(() => node) node: T;
  }
  @ObjectType(`${name}Connection`)
  class ConnectionClass {
    @Field(() => [node]) nodes: T[];
    @Field(() => [EdgeClass]) edges: EdgeClass[];
    @Field(() => PageInfo) pageInfo: PageInfo;
    totalCount?: number | null;
  }
  if (counted)
    Field(() => Int, { nullable: true, description: 'All that fit the filter; counted only when asked for.' })(
      ConnectionClass.prototype,
      'totalCount',
    );
  return { Edge: EdgeClass, Connection: ConnectionClass };
};
