import type { BenchContext } from '../bench.ts';
import type { RequestPlan } from '../load/requests.ts';
import { makeDatabase, openSql, type Database, type Kind } from '../run/database.ts';
import { makeOrganization, type Organization } from '../run/organization.ts';
import { addOpenConversations, addStaff, type Staff } from '../run/seed.ts';

/** Contacts that have an open conversation with an agent when a load begins. */
export const KNOWN = 5_000;
/** Share of messages that come from somebody new. */
const FRESH = 0.1;
const UNLIMITED = 1_000_000;

/** A database of an organization at work: a hundred agents who have 5,000 conversations between them, and watchers. */
export interface Scene {
  database: Database;
  organization: Organization;
  agents: Staff;
  watchers: Staff;
  drop(): Promise<void>;
}

export interface ScenePlan {
  agents?: number;
  watchers?: number;
  /** Open conversations, in turn with the agents. */
  known?: number;
}

/** Makes one. */
export const makeScene = async (
  { mariadb }: BenchContext,
  kind: Kind,
  { agents = 100, watchers = 100, known = KNOWN }: ScenePlan = {},
): Promise<Scene> => {
  const database = await makeDatabase(kind, mariadb);
  try {
    const organization = await makeOrganization(database);
    const sql = await openSql(database);
    const scene = {
      database,
      organization,
      agents: await addStaff(sql, organization, { count: agents, role: 'service', capacity: UNLIMITED }),
      watchers: await addStaff(sql, organization, { count: watchers, role: 'supervisor', capacity: UNLIMITED }),
      drop: () => database.drop(),
    };
    await addOpenConversations(sql, organization, known, scene.agents.agentIds);
    await sql.close();
    return scene;
  } catch (error) {
    await database.drop();
    throw error;
  }
};

let series = 0;

/** The messages of a round, with ids that no other round has. */
export const messagesFor = ({ connectionId }: Organization, known = KNOWN, fresh = FRESH): RequestPlan => ({
  host: '127.0.0.1',
  path: `/webhooks/${connectionId}`,
  series: `${process.pid.toString(36)}x${(++series).toString(36)}`,
  known,
  fresh,
});

/** The databases that can be measured here. */
export const kinds = ({ mariadb, say }: BenchContext): Kind[] => {
  if (!mariadb) say('without MariaDB: set TEST_DATABASE_URL to mysql://user:password@host:port/');
  return mariadb ? ['sqlite', 'mariadb'] : ['sqlite'];
};

export const NAME: Record<Kind, string> = { sqlite: 'SQLite', mariadb: 'MariaDB' };
