import { In } from 'typeorm';

import { OrganizationRow } from '../organizations/organization.entity';
import { AgentRow } from '../people/agent.entity';
import { canonical } from '../people/session.service';
import { PluginHost } from '../plugin-host/plugin-host';
import { buildRooms, type Rooms } from '../rooms';
import type { Db } from '../lib/db';
import { CommandError, type Io } from './command';
import { databaseExists, kernelOf, openDb, openInstallation } from './installation';

/** What a command on people works with. Nothing runs: no jobs, no plugins, no server. */
export interface PeopleDesk {
  db: Db;
  rooms: Rooms;
  organization: OrganizationRow;
}

/** Which organization is meant. */
export const ACCOUNT = { account: { value: '<code>', help: "The organization's 6-digit account; needed when there are several" } } as const;

const organizationOf = async (db: Db, account: string | undefined): Promise<OrganizationRow> => {
  const all = await db.read.find(OrganizationRow, { order: { createdAt: 'ASC', id: 'ASC' } });
  if (all.length === 0) throw new CommandError('There is no organization yet. Start the server and open the link that it prints.');
  const accounts = all.map((one) => `${one.account} (${one.name})`).join(', ');
  if (account === undefined && all.length > 1)
    throw new CommandError(`There are several organizations. Name one with --account: ${accounts}.`);
  const found = account === undefined ? all[0] : all.find((one) => one.account === account);
  if (!found) throw new CommandError(`No organization has the account ${account}. There are: ${accounts}.`);
  return found;
};

/** Opens the people of an organization, directly on the database. */
export const withPeople = async <T>(io: Io, account: string | undefined, work: (desk: PeopleDesk) => Promise<T>): Promise<T> => {
  const installation = await openInstallation(io);
  if (!databaseExists(installation)) throw new CommandError('There is no database yet. Start the server once: parley start.');
  const db = await openDb(installation, { migrate: true });
  try {
    const kernel = kernelOf(installation, db);
    const host = new PluginHost(kernel, { root: installation.root });
    const rooms = await buildRooms(kernel, host, { plugins: [] }, installation.root);
    return await work({ db, rooms, organization: await organizationOf(db, account) });
  } finally {
    await db.close();
  }
};

/**
 * A person by their username or email address.
 *
 * @throws CommandError when there is none
 */
export const personOf = async ({ db, organization }: PeopleDesk, login: string): Promise<AgentRow> => {
  const name = canonical(login);
  const found =
    (await db.read.findOneBy(AgentRow, { orgId: organization.id, username: name })) ??
    (await db.read.findOneBy(AgentRow, { orgId: organization.id, email: name }));
  if (!found) throw new CommandError(`Nobody in ${organization.name} has the username or email address ${login}. See: parley user list.`);
  return found;
};

/** Names by id, for a list. */
export const namesOf = async <T extends { id: string; name: string }>(db: Db, entity: new () => T, ids: (string | null)[]) => {
  const rows = await db.read.findBy(entity, { id: In(ids.filter((id) => id !== null)) } as never);
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** A server that runs keeps who is signed in in its memory until it hears of a change. */
export const NOTICE = 'A running server learns of it with the next change in the organization; start it again to be sure.\n';
