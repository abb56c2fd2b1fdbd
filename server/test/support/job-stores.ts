import { randomBytes } from 'node:crypto';

/** The stores that the tests of the jobs run on: the server's own database, and MongoDB where TEST_MONGODB_URL names one. */
export const JOB_STORES: string[] = ['SQL', ...(process.env.TEST_MONGODB_URL ? ['MongoDB'] : [])];

/** Options of a queue on a store that is empty; a database of its own on MongoDB. */
export const freshStore = (store: string, server = process.env.TEST_MONGODB_URL ?? ''): { mongodbUrl?: string } =>
  store === 'SQL' ? {} : { mongodbUrl: `${server.replace(/\/$/, '')}/t_${randomBytes(6).toString('hex')}` };
