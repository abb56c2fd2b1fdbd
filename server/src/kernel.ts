import { randomUUID } from 'node:crypto';
import { Cluster } from './cluster/cluster';
import { EventLog } from './events/event-log';
import type { Clock } from './lib/clock';
import type { Config } from './lib/config';
import type { Db } from './lib/db';
import type { Logger } from './lib/log';
import { Secrets } from './lib/secrets';

/** What every room stands on. Made once at boot, handed to each service. */
export interface Kernel {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly events: EventLog;
  /** The servers that share this database. */
  readonly cluster: Cluster;
  /** This server among several; new at every start. */
  readonly nodeId: string;
}

/** What a kernel is made of. */
export type KernelParts = Pick<Kernel, 'config' | 'db' | 'clock' | 'log'>;

/** Puts a kernel together; its cluster has not joined the others yet. */
export const makeKernel = (parts: KernelParts, nodeId: string = randomUUID()): Kernel => {
  const { config, db, clock, log } = parts;
  const events = new EventLog(db, clock);
  const cluster = new Cluster({ db, clock, log, events, secretKey: config.secretKey }, nodeId);
  return { ...parts, secrets: new Secrets(config.secretKey), events, cluster, nodeId };
};
