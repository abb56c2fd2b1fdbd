import { basename } from 'node:path';

/** Words that names of the core start with: no plugin may have one of them as its prefix. The same list as the server's; a test compares them. */
export const RESERVED_PREFIXES = [
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

/** Something that was asked for cannot be; the message is the sentence for whoever asked. */
export class Wrong extends Error {}

const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const ID = /^[a-z][a-z0-9-]{1,39}$/;
const PREFIX = /^[a-z][a-zA-Z0-9]{1,19}$/;

/** `@acme/parley-loyalty` → `acme-loyalty`, `acme-loyalty` → `acme-loyalty`. */
const idOf = (name) => {
  const [, scope, rest = ''] = /^(?:@([^/]+)\/)?(.+)$/.exec(name) ?? [];
  const own = rest.replace(/^parley-(plugin-)?/, '');
  return [scope, own]
    .filter(Boolean)
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
};

/** Could a name carry both prefixes? `contactNotes` could be the core's `contact` + `Notes`. */
const clash = (a, b) => starts(a, b) || starts(b, a);
const starts = (name, prefix) => name.startsWith(prefix) && /^([A-Z_]|$)/.test(name.slice(prefix.length));

const prefixOf = (id) => {
  const [first = '', ...rest] = id.split('-');
  return first.length > 1
    ? first.slice(0, 20)
    : `${first}${rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`.slice(0, 20);
};

/**
 * Everything that a plugin is called, from the name of its package.
 *
 * @param {string} name `acme-loyalty` or `@acme/parley-loyalty`
 * @param {string} [wanted] the prefix; the first word of the id unless told
 * @returns {{ packageName: string, folder: string, id: string, label: string, prefix: string }}
 * @throws {Wrong}
 */
export const namesOf = (name, wanted) => {
  if (!PACKAGE.test(name) || name.length > 200)
    throw new Wrong(
      `"${name}" is no name of a package: write lower case letters, digits and dashes, for example acme-loyalty or @acme/parley-loyalty.`,
    );
  const id = idOf(name);
  if (!ID.test(id))
    throw new Wrong(
      `"${name}" makes no plugin id: it must begin with a letter and have 2 to 40 letters, digits and dashes, for example acme-loyalty.`,
    );
  const prefix = wanted ?? prefixOf(id);
  if (!PREFIX.test(prefix))
    throw new Wrong(
      `"${prefix}" is no prefix: write 2 to 20 letters and digits that begin with a lower case letter, for example --prefix acme.`,
    );
  const reserved = RESERVED_PREFIXES.find((word) => clash(word, prefix));
  if (reserved)
    throw new Wrong(
      `The prefix ${prefix} would clash with ${reserved}…, which belongs to the core. Choose another, for example --prefix my${prefix.charAt(0).toUpperCase()}${prefix.slice(1, 18)}.`,
    );
  const label = id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');
  return { packageName: name, folder: basename(name), id, label, prefix };
};

/** `assignBasic` → `assign_basic`: how the names of its tables start. */
export const snake = (prefix) => prefix.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `assignBasic` → `AssignBasic`: how the names of its types start. */
export const pascal = (prefix) => prefix.charAt(0).toUpperCase() + prefix.slice(1);
