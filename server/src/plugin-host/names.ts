/** `assignBasic` → `AssignBasic`: how the names of its types start. */
export const pascal = (prefix: string): string => prefix.charAt(0).toUpperCase() + prefix.slice(1);

/** `assignBasic` → `assign_basic`: how the names of its tables start. */
export const snake = (prefix: string): string => prefix.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Does a field carry the prefix, as a word of its own? `acmePoints` does for `acme`, `acmeist` does not. */
export const isOwnField = (prefix: string, name: string): boolean =>
  name.startsWith(prefix) && /^([A-Z_]|$)/.test(name.slice(prefix.length));

/** Does a type carry the prefix? `AcmePoints` does for `acme`. */
export const isOwnType = (prefix: string, name: string): boolean => isOwnField(pascal(prefix), name);

/** Does a table carry the prefix? `acme_point` does for `acme`. */
export const isOwnTable = (prefix: string, name: string): boolean => name === snake(prefix) || name.startsWith(`${snake(prefix)}_`);

/** Could a name carry both prefixes? */
export const clash = (a: string, b: string): boolean => isOwnField(a, b) || isOwnField(b, a);

/** Words that names of the core start with, in the API or in the database. */
export const RESERVED_PREFIXES: readonly string[] = [
  'account',
  'actor',
  'agent',
  'assignment',
  'attachment',
  'bot',
  'bots',
  'build',
  'change',
  'channel',
  'connection',
  'contact',
  'conversation',
  'core',
  'dead',
  'delivery',
  'event',
  'events',
  'inbox',
  'inboxes',
  'job',
  'latest',
  'media',
  'message',
  'mutation',
  'node',
  'nodes',
  'organization',
  'outbox',
  'page',
  'parley',
  'plugin',
  'plugins',
  'presence',
  'query',
  'quick',
  'reaction',
  'receipt',
  'role',
  'roles',
  'service',
  'session',
  'simple',
  'subscription',
  'team',
  'teams',
  'template',
  'templates',
  'typing',
  'ui',
  'user',
  'viewer',
];
