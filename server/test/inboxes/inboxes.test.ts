import { z } from 'zod';
import { defineAssignmentRule, definePlugin } from '@parley/plugin';
import { AgentRow } from '../../src/people/agent.entity';
import { Harness } from '../channels/support/harness';
import { SECRET, text } from '../channels/support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
});
afterEach(() => h.close());

const CREATE =
  'mutation($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id connectionId webhookUrl displayAddress problem settings rules { rule label settings available } agents { id } } errors { code message path } } }';
const UPDATE =
  'mutation($input: InboxUpdateInput!) { inboxUpdate(input: $input) { inbox { id name active settings problem displayAddress } errors { code path } } }';
const create = async (input: object) =>
  (
    await h.ask(CREATE, {
      input: { name: 'Second', channel: 'parrot', address: 'second', settings: { hmacKey: 'k2', pin: '1234' }, ...input },
    })
  ).data.inboxCreate;
const update = async (input: object) => (await h.ask(UPDATE, { input: { inboxId: h.inboxId, ...input } })).data.inboxUpdate;

const agent = async (name: string): Promise<string> => {
  const id = `agent_${name}`;
  const row = {
    id,
    orgId: h.orgId,
    name,
    username: name,
    state: 'ACTIVE',
    teamId: 'team_1',
    capacity: 5,
    held: 0,
    hidePhone: false,
    createdAt: 0,
    presence: 'ONLINE',
    presenceSource: 'agent',
    presenceSince: 0,
    presenceChoice: 'ONLINE',
  };
  await h.kernel.db.write((m) => m.insert(AgentRow, row as never));
  return id;
};

describe('inboxCreate', () => {
  test('makes an inbox with its webhook address, agents, defaults, and the first rule on offer', async () => {
    const ana = await agent('ana');
    const { inbox, errors } = await create({ agentIds: [ana] });
    expect(errors).toEqual([]);
    expect(inbox).toMatchObject({
      webhookUrl: `https://care.example/webhooks/${inbox.connectionId}`,
      displayAddress: 'second',
      problem: null,
      settings: { hmacKey: '••••', pin: '••••', region: 'north' },
      rules: [{ rule: 'parrot/first', label: 'The first', settings: { strict: false }, available: true }],
      agents: [{ id: ana }],
    });
    expect(h.told.map((event) => [event.type, event.nodeId, event.audience])).toEqual([['inbox.created', inbox.id, { all: true }]]);
  });

  test('I14 secrets lie encrypted in the database, with what belongs to the connection on the connection', async () => {
    const { inbox } = await create({});
    const [connection] = await h.rows<{ settings: string }>('select settings from connection where id = ?', [inbox.connectionId]);
    const [row] = await h.rows<{ settings: string }>('select settings from inbox where id = ?', [inbox.id]);
    expect(`${connection?.settings}${row?.settings}`).not.toMatch(/k2|1234|hmacKey/);
    expect(h.kernel.secrets.unseal(connection?.settings ?? '')).toEqual({ hmacKey: 'k2' });
    expect(h.kernel.secrets.unseal(row?.settings ?? '')).toEqual({ pin: '1234' });
    expect(JSON.stringify(await h.rows("select data from event where type like 'inbox%'"))).not.toMatch(/k2|1234/);
  });

  test('the same clientMutationKey twice is the same inbox once', async () => {
    const first = await create({ clientMutationKey: 'once' });
    const second = await create({ clientMutationKey: 'once' });
    expect(second.inbox.id).toBe(first.inbox.id);
    expect(await h.count('inbox', "address = 'second'")).toBe(1);
    expect(h.parrot.connects.filter(({ address }) => address === 'second')).toHaveLength(1);
  });

  test('shares a connection of the same channel: one webhook, one secret, and messages find their inbox', async () => {
    const { inbox, errors } = await create({ connectionId: h.connectionId, settings: { pin: '9' } });
    expect([errors, inbox.connectionId]).toEqual([[], h.connectionId]);
    expect(await h.post([text('1', 'one'), text('1', 'two', { address: 'second' })])).toBe(200);
    expect(await h.count('message', `inboxId = '${inbox.id}'`)).toBe(1);
    expect([await h.count('contact'), await h.count('conversation')]).toEqual([1, 2]);
  });

  test.each([
    ['an unknown channel', { channel: 'pigeon' }, 'INBOX_CHANNEL_UNKNOWN', ['channel']],
    ['no name', { name: '  ' }, 'INBOX_NAME_INVALID', ['name']],
    ['no address', { address: '' }, 'INBOX_ADDRESS_INVALID', ['address']],
    ['an address that is taken', { address: 'perch' }, 'INBOX_ADDRESS_TAKEN', ['address']],
    ['settings without a secret', { settings: {} }, 'SETTINGS_INVALID', ['settings', 'hmacKey']],
    ['settings that are no object', { settings: 'x' }, 'SETTINGS_INVALID', ['settings']],
    ['an agent whom nobody knows', { agentIds: ['agent_nobody'] }, 'AGENT_NOT_FOUND', ['agentIds']],
    ['a connection that is not there', { connectionId: 'conn_x' }, 'CONNECTION_NOT_FOUND', ['connectionId']],
  ])('%s is refused with a sentence and leaves nothing behind', async (_name, input, code, path) => {
    const { inbox, errors } = await create(input);
    expect([inbox, errors]).toEqual([null, [{ code, path, message: expect.stringMatching(/\w+ \w+/) }]]);
    expect([await h.count('inbox'), await h.count('connection'), await h.count('mutation_key')]).toEqual([1, 1, 0]);
  });

  test('two at once with one address are one inbox and one refusal', async () => {
    const both = await Promise.all([create({}), create({})]);
    expect(both.flatMap(({ errors }) => errors.map((e: { code: string }) => e.code))).toEqual(['INBOX_ADDRESS_TAKEN']);
    expect(await h.count('inbox', "address = 'second'")).toBe(1);
  });

  test('a channel that cannot connect leaves its words on the inbox, which is there all the same', async () => {
    h.parrot.connectSays = { displayAddress: '+44 20 7946 0000', problem: 'The token has expired.' };
    expect((await create({})).inbox).toMatchObject({ displayAddress: '+44 20 7946 0000', problem: 'The token has expired.' });
    h.parrot.connectSays = new Error('boom');
    expect((await create({ address: 'third' })).inbox.problem).toMatch(/^The channel could not be connected/);
    h.parrot.connectSays = {};
  });
});

describe('inboxUpdate', () => {
  test('partial settings and masked secrets keep the rest; null goes back to the default', async () => {
    await update({ settings: { pin: '77', region: 'south' } });
    const { inbox } = await update({ settings: { hmacKey: '••••', pin: '••••', region: null }, name: 'Renamed' });
    expect(inbox).toMatchObject({ name: 'Renamed', settings: { hmacKey: '••••', pin: '••••', region: 'north' } });
    expect(h.parrot.connects.at(-1)?.settings).toEqual({ hmacKey: SECRET, pin: '77', region: 'north' });
    expect((await h.inboxes.channelInbox(h.inboxId))?.inbox.settings).toEqual({ hmacKey: SECRET, pin: '77', region: 'north' });
  });

  test('a new secret counts from the next webhook on', async () => {
    expect(await h.post([text('1')])).toBe(200);
    await update({ settings: { hmacKey: 'rotated' } });
    expect(await h.post([text('1')])).toBe(401);
  });

  test('wrong settings are refused and change nothing', async () => {
    expect((await update({ settings: { hmacKey: '' } })).errors).toEqual([{ code: 'SETTINGS_INVALID', path: ['settings', 'hmacKey'] }]);
    expect(await h.post([text('1')])).toBe(200);
  });

  test('an inbox that is off sends nothing and still loses no message', async () => {
    expect((await update({ active: false })).inbox.active).toBe(false);
    expect(await h.inboxes.channelInbox(h.inboxId)).toBeNull();
    expect([await h.post([text('1')]), await h.count('message')]).toEqual([200, 1]);
    await update({ active: true });
    expect((await h.inboxes.channelInbox(h.inboxId))?.inbox.address).toBe('perch');
  });

  test('a problem that is mended disappears', async () => {
    h.parrot.connectSays = { problem: 'no' };
    expect((await update({ settings: {} })).inbox.problem).toBe('no');
    h.parrot.connectSays = {};
    expect((await update({ settings: {} })).inbox.problem).toBeNull();
  });
});

describe('agents and rules', () => {
  test('agents are replaced, and who stays keeps when they were last served', async () => {
    const [ana, ben] = [await agent('ana'), await agent('ben')];
    const set = async (agentIds: string[]) =>
      (
        await h.ask(
          'mutation($input: InboxAgentsSetInput!) { inboxAgentsSet(input: $input) { inbox { agents { id } } errors { code } } }',
          { input: { inboxId: h.inboxId, agentIds } },
        )
      ).data.inboxAgentsSet;
    expect((await set([ana, ana])).inbox.agents).toEqual([{ id: ana }]);
    await h.kernel.db.write(async (m) => void (await m.query('update inbox_agent set lastAssignedAt = 5')));
    expect((await set([ben, ana])).inbox.agents).toEqual([{ id: ana }, { id: ben }]);
    expect(
      (await h.rows('select agentId, lastAssignedAt from inbox_agent order by agentId')).map((row) => [
        row.agentId,
        row.lastAssignedAt === null ? null : Number(row.lastAssignedAt),
      ]),
    ).toEqual([
      [ana, 5],
      [ben, null],
    ]);
    expect((await set(['agent_nobody'])).errors).toEqual([{ code: 'AGENT_NOT_FOUND' }]);
    expect((await set([ben])).inbox.agents).toEqual([{ id: ben }]);
  });

  const setRules = async (rules: object[]) =>
    (
      await h.ask(
        'mutation($input: InboxRulesSetInput!) { inboxRulesSet(input: $input) { inbox { rules { rule settings available } } errors { code path } } }',
        { input: { inboxId: h.inboxId, rules } },
      )
    ).data.inboxRulesSet;

  test('rules are checked by their own schema and kept in their order', async () => {
    expect(
      (
        await setRules([
          { rule: 'parrot/first', settings: { strict: true } },
          { rule: 'parrot/first', settings: {} },
        ])
      ).inbox.rules.map((r: { settings: object }) => r.settings),
    ).toEqual([{ strict: true }, { strict: false }]);
    expect((await setRules([{ rule: 'parrot/first', settings: { strict: 'very' } }])).errors).toEqual([
      { code: 'SETTINGS_INVALID', path: ['rules', '0', 'settings', 'strict'] },
    ]);
    expect((await setRules([{ rule: 'parrot/none', settings: {} }])).errors).toEqual([
      { code: 'RULE_UNKNOWN', path: ['rules', '0', 'rule'] },
    ]);
    expect((await setRules([])).inbox.rules).toEqual([]);
  });

  test('a rule whose plugin is away is shown as such and may stay', async () => {
    await h.kernel.db.write(async (m) => void (await m.query("update inbox_rule set rule = 'gone/rule'")));
    const { data } = await h.ask('{ inboxes { rules { rule available } } }');
    expect(data.inboxes[0].rules).toEqual([{ rule: 'gone/rule', available: false }]);
    expect(
      (
        await setRules([
          { rule: 'gone/rule', settings: {} },
          { rule: 'parrot/first', settings: {} },
        ])
      ).errors,
    ).toEqual([]);
  });

  test('a rule that needs settings is not what a new inbox starts with', async () => {
    const picky = defineAssignmentRule({
      id: 'picky',
      label: 'Picky',
      settings: z.object({ team: z.string() }),
      pick: () => ({ pass: true, why: '' }),
    });
    await h.close();
    h = await Harness.open({
      plugins: [{ manifest: { id: 'a-picky', prefix: 'picky', contract: '^1.0' }, definition: definePlugin({ assignment: [picky] }) }],
    });
    const { data } = await h.ask(
      '{ inboxes { rules { rule } } assignmentRules { id plugin label settingsSchema } channels { id plugin label abilities settingsSchema } }',
    );
    expect(data.inboxes[0].rules).toEqual([{ rule: 'parrot/first' }]);
    expect(data.assignmentRules.map((r: { id: string }) => r.id).sort()).toEqual(['a-picky/picky', 'parrot/first']);
    expect(data.channels).toEqual([
      expect.objectContaining({ id: 'parrot', plugin: 'parrot', abilities: { serviceWindowMs: 86_400_000 } }),
    ]);
    expect(data.channels[0].settingsSchema.properties.hmacKey).toMatchObject({ type: 'string', secret: true, title: 'Key' });
    expect(data.channels[0].settingsSchema.required).toEqual(['hmacKey']);
  });
});

describe('who may see what', () => {
  test('settings ask for inboxes.manage, and an inbox of another organization is not there', async () => {
    const reader = h.viewer(['inboxes.read']);
    expect((await h.ask('{ inboxes { name waitingCount openCount problem } }', {}, reader)).data.inboxes).toEqual([
      { name: 'Perch', waitingCount: 0, openCount: 0, problem: null },
    ]);
    expect((await h.ask('{ inboxes { settings } }', {}, reader)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await h.ask(UPDATE, { input: { inboxId: h.inboxId } }, reader)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await h.ask('{ inboxes { name } }', {}, h.viewer(['queue.read']))).errors[0].extensions.code).toBe('FORBIDDEN');
    const stranger = { ...h.viewer(), orgId: 'org_other' };
    expect((await h.ask('{ inboxes { name } }', {}, stranger)).data.inboxes).toEqual([]);
    expect((await h.ask(UPDATE, { input: { inboxId: h.inboxId, name: 'x' } }, stranger)).data.inboxUpdate.errors).toEqual([
      { code: 'INBOX_NOT_FOUND', path: ['inboxId'] },
    ]);
  });

  test('counts of all inboxes are one query', async () => {
    await create({ connectionId: h.connectionId, settings: {} });
    await h.post([text('1'), text('2'), text('3'), text('3', undefined, { address: 'second' })]);
    await h.kernel.db.write(async (m) => {
      const rows = (await m.query('select id from conversation where inboxId = ? order by id', [h.inboxId])) as { id: string }[];
      await m.query("update conversation set status = 'CLOSED', openKey = null where id = ?", [rows[0]?.id]);
      await m.query("update conversation set status = 'ACTIVE', assigneeId = 'agent_x' where id = ?", [rows[1]?.id]);
    });
    expect((await h.ask('{ inboxes { name waitingCount openCount } }')).data.inboxes).toEqual([
      { name: 'Perch', waitingCount: 1, openCount: 2 },
      { name: 'Second', waitingCount: 1, openCount: 1 },
    ]);
  });
});
