import type { EventLog } from './events/event-log';
import type { Clock } from './lib/clock';
import type { Config } from './lib/config';
import type { Db } from './lib/db';
import type { Logger } from './lib/log';
import type { Secrets } from './lib/secrets';

/** What every room stands on. Made once at boot, handed to each service. */
export interface Kernel {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly events: EventLog;
  /** This server among several; new at every start. */
  readonly nodeId: string;
}
