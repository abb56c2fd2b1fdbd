import { createServer } from 'node:http';
import { ACCOUNT, ADMIN, APP_SECRET, PHONE_NUMBER_ID, WABA_ID } from './account.ts';
import { openSql, type Database } from './database.ts';
import { startParley } from './parley.ts';
import { freePort } from './process.ts';

/** Where everything of a bench happens. */
export interface Organization {
  orgId: string;
  inboxId: string;
  connectionId: string;
  /** Role by key: admin, supervisor, service, … */
  roles: Record<string, string>;
}

/** Asks the API. @throws Error with what it said when it refuses */
export const graphql = async <T>(port: number, token: string | null, query: string, variables: object = {}): Promise<T> => {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
  if (!data || errors) throw new Error(`the API refused: ${errors?.[0]?.message ?? response.status}`);
  return data;
};

/** Signs the admin in. */
export const signIn = async (port: number): Promise<string> => {
  const { sessionCreate } = await graphql<{ sessionCreate: { token: string | null; errors: { message: string }[] } }>(
    port,
    null,
    'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { token errors { message } } }',
    { input: { account: ACCOUNT, ...ADMIN, app: 'admin' } },
  );
  if (!sessionCreate.token) throw new Error(`sign-in refused: ${sessionCreate.errors[0]?.message}`);
  return sessionCreate.token;
};

/**
 * Makes the tables and the organization with its inbox on an empty database, as an operator would: the server starts, the link is followed,
 * the inbox is connected. The server is stopped again, so that tables can be filled.
 */
export const makeOrganization = async (database: Database): Promise<Organization> => {
  const graph = await startGraph();
  const server = await startParley(database);
  try {
    const link = /\/setup\?token=\S+/.exec(server.output)?.[0];
    if (!link) throw new Error('the server offered no link to set it up');
    await fetch(`http://127.0.0.1:${server.port}${link}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ name: 'Bench', account: ACCOUNT, person: 'Bench', ...ADMIN }),
    });
    const token = await signIn(server.port);
    const settings = {
      phoneNumberId: PHONE_NUMBER_ID,
      wabaId: WABA_ID,
      appSecret: APP_SECRET,
      verifyToken: 'bench',
      accessToken: 'bench',
      graphUrl: `http://127.0.0.1:${graph.port}`,
    };
    const { inboxCreate } = await graphql<{ inboxCreate: { inbox: { id: string } | null; errors: { message: string }[] } }>(
      server.port,
      token,
      'mutation ($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id } errors { message } } }',
      { input: { name: 'Bench', channel: 'whatsapp', address: PHONE_NUMBER_ID, settings } },
    );
    if (!inboxCreate.inbox) throw new Error(`no inbox: ${inboxCreate.errors[0]?.message}`);
    await graphql(
      server.port,
      token,
      'mutation ($input: InboxRulesSetInput!) { inboxRulesSet(input: $input) { errors { message } } }',
      // in turn among all, so that agents need no socket to be given something
      { input: { inboxId: inboxCreate.inbox.id, rules: [{ rule: 'assignment-basic/basic', settings: { mode: 'all' } }] } },
    );
    return await readOrganization(database);
  } finally {
    await server.stop();
    graph.stop();
  }
};

const readOrganization = async (database: Database): Promise<Organization> => {
  const sql = await openSql(database);
  try {
    const [inbox] = await sql.all<{ id: string; orgId: string; connectionId: string }>('select id, orgId, connectionId from inbox');
    if (!inbox) throw new Error('there is no inbox');
    const roles = await sql.all<{ id: string; roleKey: string }>('select id, roleKey from role');
    return {
      orgId: inbox.orgId,
      inboxId: inbox.id,
      connectionId: inbox.connectionId,
      roles: Object.fromEntries(roles.map(({ id, roleKey }) => [roleKey, id])),
    };
  } finally {
    await sql.close();
  }
};

/** What the channel asks Meta while an inbox is connected, answered on this machine. */
const startGraph = async (): Promise<{ port: number; stop(): void }> => {
  const port = await freePort();
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ success: true, id: PHONE_NUMBER_ID, display_phone_number: '+44 20 7946 0142', verified_name: 'Bench' }));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
