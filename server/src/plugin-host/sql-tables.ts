const VERBS = new Set(['select', 'with', 'insert', 'update', 'delete', 'replace']);
/** Words that a table's name follows, and words that end such a list. */
const BEFORE = new Set(['from', 'join', 'into', 'update', 'table']);
const AFTER = new Set(['where', 'group', 'order', 'having', 'limit', 'on', 'set', 'union', 'values', 'select', 'using', 'returning']);
/** `for update`, `on duplicate key update`, `do update`: no table follows. */
const NOT_A_STATEMENT = new Set(['for', 'key', 'do']);
const BETWEEN = new Set(['lateral', 'only', 'ignore', 'or']);

/** A statement as far as it matters here. */
export interface SqlStatement {
  /** Its first word. */
  verb: string;
  /** Does it change rows? */
  writes: boolean;
  /** The tables that it names, in lower case; names that it defines itself (`with x as …`) are not among them. */
  tables: string[];
}

/** Words, marks and quoted names of a statement; texts and comments are left out. */
const tokensOf = (sql: string): string[] => {
  const tokens: string[] = [];
  const pattern = /'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|[`"[]([^`"\]]*)[`"\]]|([A-Za-z_][\w$]*)|[(),.;]/g;
  for (const [text, quoted, word] of sql.matchAll(pattern)) {
    if (text.startsWith("'") || text.startsWith('--') || text.startsWith('/*')) continue;
    tokens.push((quoted ?? word ?? text).toLowerCase());
  }
  return tokens;
};

const ownNames = (sql: string): Set<string> =>
  new Set(
    [...sql.matchAll(/(?:\bwith|\brecursive|,)\s+(\w+)\s*(?:\([^)]*\))?\s+as\s*(?:not\s+materialized|materialized)?\s*\(/gi)].map((m) =>
      (m[1] as string).toLowerCase(),
    ),
  );

/**
 * Reads which tables a statement names: the words after `from`, `join`, `into`, `update` and `table`, and after the commas of such a
 * list. A look at the text, not a parser: it keeps an honest author from somebody else's tables by mistake.
 *
 * @throws Error that says what may be written
 */
export const readSql = (sql: string): SqlStatement => {
  const tokens = tokensOf(sql);
  const verb = tokens.find((token) => token !== '(') ?? '';
  if (!VERBS.has(verb))
    throw new Error(`ctx.db.query: write select, with, insert, update, delete or replace; tables are made and changed by migrations`);
  const last = tokens.lastIndexOf(';');
  if (last >= 0 && (last < tokens.length - 1 || tokens.indexOf(';') < last)) throw new Error('ctx.db.query: one statement at a time');
  const own = ownNames(sql);
  const tables = new Set<string>();
  const levels = [{ inList: false, expects: false }];
  tokens.forEach((token, i) => {
    const level = levels[levels.length - 1] as { inList: boolean; expects: boolean };
    if (token === '(') levels.push({ inList: level.expects, expects: level.expects });
    else if (token === ')') {
      if (levels.length > 1) levels.pop();
      (levels[levels.length - 1] as { expects: boolean }).expects = false;
    } else if (token === ',') level.expects = level.inList;
    else if (BEFORE.has(token) && !(token === 'update' && NOT_A_STATEMENT.has(tokens[i - 1] ?? '')))
      Object.assign(level, { inList: token === 'from' || token === 'join', expects: true });
    else if (AFTER.has(token)) Object.assign(level, { inList: false, expects: false });
    else if (level.expects && !BETWEEN.has(token) && token !== '.') {
      if (tokens[i + 1] === '.') return;
      level.expects = false;
      const name = tokens[i - 1] === '.' ? `${tokens[i - 2]}.${token}` : token;
      if (!own.has(name)) tables.add(name);
    }
  });
  const writes = verb === 'with' ? tokens.some((token) => ['insert', 'update', 'delete', 'replace'].includes(token)) : verb !== 'select';
  return { verb, writes, tables: [...tables] };
};
