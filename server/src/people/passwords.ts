import { hash, verify } from '@node-rs/argon2';
import { refuse } from '../lib/errors';

/** `Algorithm.Argon2id` of the library: a const enum, which isolated modules cannot read. */
const ARGON2ID = 2;
/** Argon2id as OWASP asks at least: 19 MiB, two passes. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashes in flight at most: each takes 19 MiB. */
const PARALLEL = 4;
const waiting: (() => void)[] = [];
let running = 0;

const limited = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= PARALLEL) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
};

export const hashPassword = (password: string): Promise<string> => limited(() => hash(password.normalize('NFC'), OPTIONS));

let decoy: Promise<string> | undefined;

/** Compares; takes as long when there is no such person. */
export const checkPassword = async (stored: string | null | undefined, password: string): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this password');
  const against = stored ?? (await decoy);
  const same = await limited(() => verify(against, password.normalize('NFC')));
  return same && !!stored;
};

const COMMON = new Set([
  'password',
  '12345678',
  '123456789',
  '1234567890',
  'qwertyuiop',
  'password1',
  'iloveyou',
  'sunshine',
  'princess',
  'football',
  'baseball',
  'superman',
  'trustno1',
  'letmein1',
  'welcome1',
  'admin123',
  '11111111',
  '00000000',
  'abc12345',
  'qwerty123',
]);

/** Refuses a password that anybody would guess first. */
export const requirePassword = (password: string): string => {
  if (password.length < 8) throw refuse('PASSWORD_TOO_SHORT', 'Use at least 8 characters.', ['password']);
  if (password.length > 256) throw refuse('PASSWORD_TOO_LONG', 'Use at most 256 characters.', ['password']);
  if (COMMON.has(password.toLowerCase()))
    throw refuse('PASSWORD_COMMON', 'This password is on every list of common ones. Choose another.', ['password']);
  return password;
};
