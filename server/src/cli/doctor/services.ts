import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { systemClock } from '../../lib/clock';
import type { Db } from '../../lib/db';
import type { Installation } from '../installation';
import { fail, inTime, ok, PATIENCE_MS, warn, words, type Finding } from './finding';
import { greetMailServer } from './smtp';

const LATE_MS = 10 * 60_000;

/** Can the queue be reached, and does somebody work it off? */
export const checkJobs = async ({ config: { mongodbUrl } }: Installation, db: Db | null): Promise<Finding> => {
  if (mongodbUrl) {
    const client = new MongoClient(mongodbUrl, { serverSelectionTimeoutMS: PATIENCE_MS });
    try {
      await inTime(client.db().command({ ping: 1 }));
      return ok('jobs', 'MongoDB answers');
    } catch (error) {
      return fail(
        'jobs',
        `MongoDB does not answer: ${words(error)}`,
        'Start it, or correct MONGODB_URL; without it jobs are kept in the database',
      );
    } finally {
      await client.close();
    }
  }
  if (!db) return ok('jobs', 'kept in the database');
  const late = (await db.read.query('select count(*) as n from job where disabled = 0 and nextRunAt < ?', [
    systemClock.now() - LATE_MS,
  ])) as {
    n: number | string;
  }[];
  const count = Number(late[0]?.n ?? 0);
  if (count === 0) return ok('jobs', 'kept in the database; none is late');
  return warn('jobs', `${count} jobs are more than ten minutes late`, 'Start the server; if it runs, look into its log');
};

/** Do several servers hear of each other? */
export const checkWakeUps = async ({ config: { redisUrl } }: Installation): Promise<Finding> => {
  if (!redisUrl) return ok('wake-ups', 'in the process: one server (REDIS_URL is not set)');
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null, connectTimeout: PATIENCE_MS });
  // the reason comes with the rejected connection below
  redis.on('error', () => undefined);
  try {
    await inTime(redis.connect().then(() => redis.ping()));
    return ok('wake-ups', 'Redis answers');
  } catch (error) {
    return fail('wake-ups', `Redis does not answer: ${words(error)}`, 'Start it, or correct REDIS_URL; with one server it is not needed');
  } finally {
    redis.disconnect();
  }
};

/** Does the mail server greet us? No mail is sent. */
export const checkMail = async ({ config: { smtpUrl } }: Installation): Promise<Finding> => {
  if (!smtpUrl) return ok('mail', 'none (SMTP_URL is not set)');
  const { host } = new URL(smtpUrl);
  try {
    await inTime(greetMailServer(smtpUrl));
    return ok('mail', `${host} answers`);
  } catch (error) {
    return fail('mail', `${host} does not answer: ${words(error)}`, 'Start the mail server, or correct SMTP_URL');
  }
};
