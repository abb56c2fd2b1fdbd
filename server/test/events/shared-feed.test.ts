import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

let server: TestApp;
let admin: Client;
let line: Line;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, []);
  // they are taken by hand
  await admin.ask('mutation($input: InboxRulesSetInput!) { inboxRulesSet(input: $input) { errors { code } } }', {
    input: { inboxId: line.inboxId, rules: [] },
  });
});
afterAll(() => server.close());

const CAN = 'id type nodeId node { __typename id ... on Conversation { viewerCan { send claim transfer } } }';

test.each([0, 1])(
  'I13 two supervisors with the same document are each told what they may do, whoever of them has the conversation (%i)',
  async (who) => {
    const supervisors: Client[] = [];
    for (const name of [`sup${who}a`, `sup${who}b`]) {
      await server.agent(name, { role: 'supervisor' });
      supervisors.push(await server.signIn(name));
    }
    const ids = await Promise.all(supervisors.map(async (one) => (await one.ask('{ viewer { agent { id } } }')).viewer.agent.id));
    await admin.ask('mutation($input: InboxAgentsSetInput!) { inboxAgentsSet(input: $input) { errors { code } } }', {
      input: { inboxId: line.inboxId, agentIds: ids },
    });
    const tails = [];
    for (const supervisor of supervisors) tails.push(await supervisor.events(null, CAN));
    await line.says(`49710${who}`, 'who takes me?');
    const opened = await Promise.all(tails.map((tail) => tail.until('conversation.opened')));
    expect(opened.map(({ node }) => node?.viewerCan)).toEqual([0, 1].map(() => ({ send: false, claim: true, transfer: true })));
    await supervisors[who]?.ask('mutation($input: ConversationIdInput!) { conversationClaim(input: $input) { errors { code } } }', {
      input: { conversationId: opened[0]?.nodeId },
    });
    const claimed = await Promise.all(tails.map((tail) => tail.until('conversation.assigned')));
    expect(claimed.map(({ node }) => (node?.viewerCan as { send: boolean }).send)).toEqual([0, 1].map((i) => i === who));
  },
);

test('I13 an agent’s email reaches that agent and nobody else who asked with the same document', async () => {
  const anaId = await server.agent('ana');
  await server.agent('una');
  const tails = [];
  for (const name of ['ana', 'una']) {
    const client = await server.signIn(name);
    tails.push(await client.events(null, 'id type nodeId node { __typename id ... on Agent { email } }'));
  }
  await admin.ask('mutation($input: AgentUpdateInput!) { agentUpdate(input: $input) { errors { code } } }', {
    input: { agentId: anaId, email: 'ana@care.example' },
  });
  const told = await Promise.all(tails.map((tail) => tail.until('agent.updated')));
  expect(told.map(({ node }) => node?.email)).toEqual(['ana@care.example', null]);
});
