import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { S3_EXAMPLE, s3Address, type S3Address } from './s3-address';

const url = (protocols: string[], example: string) =>
  z.string().refine((value) => {
    try {
      return protocols.includes(new URL(value).protocol);
    } catch {
      return false;
    }
  }, `write a URL like ${example}`);

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.coerce.number('write a port number, 0-65535').int().min(0).max(65535, 'write a port number, 0-65535').default(4000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url(['http:', 'https:'], 'https://care.example').optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mysql:\/\/.+|mariadb:\/\/.+)$/, 'write sqlite:<file> or mysql://user:password@host:3306/database')
    .optional(),
  MONGODB_URL: url(['mongodb:', 'mongodb+srv:'], 'mongodb://host:27017/parley').optional(),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379').optional(),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
  S3_URL: z
    .string()
    .refine((value) => s3Address(value) !== null, `write ${S3_EXAMPLE}`)
    .optional(),
  SECRET_KEY: z.string().min(32, 'write at least 32 characters, for example the output of: openssl rand -hex 32').optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'write trace, debug, info, warn, error or silent')
    .default('info'),
  STOP_DELAY: z.coerce.number('write seconds, 0-60').min(0).max(60, 'write seconds, 0-60').optional(),
  DEMO: z.enum(['0', '1'], 'write 1 or 0').optional(),
});

/** Everything the server takes from its environment, checked. */
export interface Config {
  production: boolean;
  /** A demo organization, demo people and loopback only. */
  demo: boolean;
  port: number;
  host: string;
  /** Without a slash at the end. Set once the port is known. */
  publicUrl: string;
  dataDir: string;
  databaseUrl: string;
  mongodbUrl?: string;
  redisUrl?: string;
  smtpUrl?: string;
  /** Where media lie; absent: in `dataDir`. */
  s3?: S3Address;
  /** Signs addresses and encrypts secrets. */
  secretKey: string;
  logLevel: string;
  /** After the signal to stop the server answers for so long, not ready any more, so that a balancer looks elsewhere first; ms. */
  stopDelayMs: number;
}

/** A configuration that cannot work; its message is the one sentence for the operator. */
export class ConfigError extends Error {}

/**
 * Reads the configuration.
 *
 * @param env of the process
 * @param root folder that relative paths start from
 * @throws ConfigError with one sentence that says what to write
 */
export const readConfig = (env: NodeJS.ProcessEnv, root = process.cwd()): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => key in schema.shape && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}`);
  }
  const c = parsed.data;
  const production = c.NODE_ENV === 'production';
  const demo = c.DEMO === undefined ? !production && isLoopback(c.HOST) : c.DEMO === '1';
  if (demo && production) throw new ConfigError('DEMO: the demo has known passwords; unset DEMO when NODE_ENV is production');
  if (demo && !isLoopback(c.HOST))
    throw new ConfigError('HOST: the demo has known passwords and listens on 127.0.0.1 only; unset DEMO or HOST');
  if (production && env.PARLEY_CRASH_AT) throw new ConfigError('PARLEY_CRASH_AT: it kills the server on purpose; unset it in production');
  const dataDir = resolve(root, c.DATA_DIR);
  const s3 = c.S3_URL ? s3Address(c.S3_URL) : null;
  return {
    production,
    demo,
    port: c.PORT,
    host: c.HOST,
    publicUrl: (c.PUBLIC_URL ?? `http://localhost:${c.PORT}`).replace(/\/$/, ''),
    dataDir,
    databaseUrl: c.DATABASE_URL ?? `sqlite:${join(dataDir, 'parley.db')}`,
    ...(c.MONGODB_URL ? { mongodbUrl: c.MONGODB_URL } : {}),
    ...(c.REDIS_URL ? { redisUrl: c.REDIS_URL } : {}),
    ...(c.SMTP_URL ? { smtpUrl: c.SMTP_URL } : {}),
    ...(s3 ? { s3 } : {}),
    secretKey: c.SECRET_KEY ?? ownSecret(dataDir),
    logLevel: c.LOG_LEVEL,
    stopDelayMs: (c.STOP_DELAY ?? 0) * 1000,
  };
};

const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '::1'].includes(host);

/** Without SECRET_KEY the server makes one and keeps it beside the data. */
const ownSecret = (dataDir: string): string => {
  const file = join(dataDir, 'secret.key');
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    mkdirSync(dataDir, { recursive: true });
    const secret = randomBytes(32).toString('hex');
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  } catch (error) {
    throw new ConfigError(
      `DATA_DIR: cannot write to ${dataDir} (${(error as NodeJS.ErrnoException).code}); name a folder that this user may write to`,
    );
  }
};
