import { driverCode } from './db';

const SENTENCES: readonly [code: RegExp, sentence: string][] = [
  [
    /^(SQLITE_FULL|ER_DISK_FULL|ER_RECORD_FILE_FULL|ENOSPC|EDQUOT)/,
    'The disk of the database is full. Make room on it; the server goes on by itself.',
  ],
  [
    /^(SQLITE_(READONLY|PERM|AUTH)|EROFS|ER_(OPTION_PREVENTS_STATEMENT|OPEN_AS_READONLY|READ_ONLY_MODE|INNODB_READ_ONLY))/,
    'The database takes no writes: it, or its folder, is read-only. Make it writable; the server goes on by itself.',
  ],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'The database file is damaged. Stop the server and restore the last backup.'],
  [
    /^(SQLITE_(IOERR|CANTOPEN|PROTOCOL)|EIO|ER_(ERROR_ON_|GET_ERRNO|CANT_))/,
    'The disk of the database cannot be read or written. Look at the machine’s own log; the server goes on by itself.',
  ],
  [/^ER_(DB)?ACCESS_DENIED/, 'The database refuses the user of DATABASE_URL. Look at its name, password and rights.'],
  [/^ER_(CON_COUNT|TOO_MANY|USER_LIMIT)/, 'The database has no connection left for this server. Raise its max_connections.'],
];

/** Why nothing can be stored, in a sentence for whoever operates the server; neither addresses nor contents. */
export const outageSentence = (error: unknown): string => {
  const code = driverCode(error) ?? '';
  const known = SENTENCES.find(([pattern]) => pattern.test(code));
  return known?.[1] ?? `The database does not answer${code ? ` (${code})` : ''}. Look whether it runs; the server goes on by itself.`;
};
