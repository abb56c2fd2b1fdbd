import { BASIC, World, first, ruleOf } from './support';

let world: World;
const open = async (...args: Parameters<typeof World.open>) => (world = await World.open(...args));
afterEach(() => world.close());

const ONLINE: [string, Record<string, unknown>] = ['assignment-basic/basic', { mode: 'online' }];
const minute = () => world.clock.advance(60_000);

describe('who gets a conversation', () => {
  it('R110 R119 goes through the online agents in sequence', async () => {
    await open();
    await world.rules(ONLINE);
    for (const name of ['Ana', 'Ben', 'Chloe']) await world.agent(name);
    await world.serve();
    const got: (string | null)[] = [];
    for (let i = 0; i < 7; i++) {
      got.push(...(await world.who(await world.opens())));
      minute();
    }
    expect(got).toEqual(['agent_ana', 'agent_ben', 'agent_chloe', 'agent_ana', 'agent_ben', 'agent_chloe', 'agent_ana']);
  });

  it('R120 P09 spreads evenly what waits all at once', async () => {
    await open();
    await world.rules(ONLINE);
    for (const name of ['Ana', 'Ben', 'Chloe']) await world.agent(name, { capacity: 50 });
    await world.agent('Dia', { presence: 'OFFLINE' });
    const waiting: string[] = [];
    for (let i = 0; i < 20; i++) waiting.push(await world.opens());
    await world.serve();
    expect(await world.who(...waiting)).not.toContain(null);
    expect(await world.held()).toEqual({ agent_ana: 7, agent_ben: 7, agent_chloe: 6, agent_dia: 0 });
    expect(await world.who(await world.opens())).toEqual(['agent_chloe']);
  });

  it('R030 R031 R036 R130 routes to the online only: never to the busy, away or offline (libredesk#561)', async () => {
    await open();
    await world.rules(ONLINE);
    await world.agent('Ana', { presence: 'BUSY' });
    await world.agent('Ben', { presence: 'AWAY' });
    await world.agent('Chloe', { presence: 'OFFLINE' });
    await world.agent('Dia', { presence: 'ONLINE', capacity: 2 });
    await world.serve();
    const ids = [await world.opens(), await world.opens(), await world.opens()];
    expect(await world.who(...ids)).toEqual(['agent_dia', 'agent_dia', null]);
    expect(await world.why(ids[2] as string)).toBe('Everybody online is at capacity: Dia 2 of 2');
  });

  it('R111 C04 goes through all agents in the inbox that chose so, online or not', async () => {
    await open();
    await world.rules(['assignment-basic/basic', { mode: 'all' }]);
    await world.agent('Ana', { presence: 'OFFLINE' });
    await world.agent('Ben', { presence: 'AWAY' });
    await world.serve();
    expect(await world.who(await world.opens(), await world.opens(), await world.opens())).toEqual(['agent_ana', 'agent_ben', 'agent_ana']);
  });

  it('R112 assigns nothing in the inbox that chose so', async () => {
    await open();
    await world.rules(['assignment-basic/basic', { mode: 'none' }]);
    await world.agent('Ana');
    await world.serve();
    const id = await world.opens();
    expect(await world.who(id)).toEqual([null]);
    expect(await world.why(id)).toBe('This inbox does not assign automatically');
  });

  it('R117 R118 gives nothing to agents who were not added to the inbox', async () => {
    await open();
    await world.rules(ONLINE);
    await world.rulesOf('inbox_2', ONLINE);
    await world.agent('Ana', {}, ['inbox_2']);
    await world.serve();
    const [here, there] = [await world.opens(), await world.opens({ inboxId: 'inbox_2' })];
    expect(await world.who(here, there)).toEqual([null, 'agent_ana']);
    expect(await world.why(here)).toBe('No agent was added to this inbox');
  });

  it('counts one capacity over all inboxes of an agent', async () => {
    await open();
    await world.rules(ONLINE);
    await world.rulesOf('inbox_2', ONLINE);
    await world.agent('Ana', { capacity: 2 }, ['inbox_1', 'inbox_2']);
    const ids = [await world.opens(), await world.opens({ inboxId: 'inbox_2' }), await world.opens({ inboxId: 'inbox_2' })];
    await world.serve();
    expect((await world.who(...ids)).filter((who) => who !== null)).toHaveLength(2);
    expect(await world.held()).toEqual({ agent_ana: 2 });
  });

  it('C27 gives nothing to capacity 0 and to deactivated accounts, whatever the rule wants', async () => {
    await open([ruleOf('stubborn', (_, { candidates }) => ({ agent: candidates[0]?.id ?? 'agent_ben', why: 'because' }))]);
    await world.rules(['stubborn/rule']);
    await world.agent('Ana', { capacity: 0 });
    await world.agent('Ben', { state: 'INACTIVE' });
    await world.serve();
    const id = await world.opens();
    expect(await world.who(id)).toEqual([null]);
    expect(await world.why(id)).toBe('The rule Rule stubborn chose Ana, who is at capacity: 0 of 0');
    await world.kernel.db.write((manager) => manager.query("delete from inbox_agent where agentId = 'agent_ana'"));
    await world.changes('agent_ana', {});
    expect(await world.who(id)).toEqual([null]);
    expect(await world.why(id)).toBe('The rule Rule stubborn chose somebody who is not an active agent of this inbox');
  });
});

describe('what waits', () => {
  it('R121 stays unassigned when nobody is online, and R122 comes to whoever is online next (chatwoot#15786 #10685)', async () => {
    await open();
    await world.rules(ONLINE);
    const ana = await world.agent('Ana', { presence: 'OFFLINE' });
    await world.serve();
    const id = await world.opens();
    expect(await world.who(id)).toEqual([null]);
    expect(await world.why(id)).toBe('Nobody is online in this inbox');
    await world.presence(ana, 'ONLINE');
    expect(await world.who(id)).toEqual(['agent_ana']);
    expect(await world.why(id)).toBeNull();
  });

  it('P16 gives a freed place to the oldest that waits, not to the newcomer (chatwoot#10583)', async () => {
    await open();
    await world.rules(ONLINE);
    await world.agent('Ana', { capacity: 1 });
    await world.serve();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) {
      ids.push(await world.opens());
      await world.settled();
      minute();
    }
    const [held, oldest, middle, newest] = ids as [string, string, string, string];
    await world.closes(held);
    expect(await world.who(oldest, middle, newest)).toEqual(['agent_ana', null, null]);
    await world.closes(oldest);
    expect(await world.who(middle, newest)).toEqual(['agent_ana', null]);
  });

  it('serves the higher priority before the older, and keeps its place over a release', async () => {
    await open();
    await world.rules(ONLINE);
    const ana = await world.agent('Ana', { presence: 'OFFLINE', capacity: 1 });
    await world.serve();
    const old = await world.opens();
    minute();
    const urgent = await world.opens({ priority: 5 });
    await world.presence(ana, 'ONLINE');
    expect(await world.who(old, urgent)).toEqual([null, 'agent_ana']);
    await world.presence(ana, 'OFFLINE');
    minute();
    await world.releases(urgent);
    minute();
    await world.closes(await world.opens({ status: 'ACTIVE' }));
    await world.presence(ana, 'ONLINE');
    expect(await world.who(old, urgent)).toEqual([null, 'agent_ana']);
  });

  it.each<[string, (w: World) => Promise<void>]>([
    ['capacity is raised', (w) => w.changes('agent_ana', { capacity: 1 })],
    ['an agent joins', async (w) => void (await w.agent('Ben'), await w.changes('agent_ben', {}, 'agent.created'))],
    ['the rules change', (w) => w.rules(['first/rule'])],
    [
      'the sweep comes round',
      async (w) => void (await w.kernel.db.write((m) => m.query('update agent set capacity = 1')), await w.halfMinute()),
    ],
    ['the server starts', async (w) => void (await w.kernel.db.write((m) => m.query('update agent set capacity = 1')), await w.serve())],
  ])('I10 is served as soon as %s', async (what, change) => {
    await open([BASIC, ruleOf('first', first)]);
    const capacity = what === 'the rules change' ? 1 : 0;
    await world.rules(capacity === 0 ? ONLINE : ['assignment-basic/basic', { mode: 'none' }]);
    await world.agent('Ana', { capacity });
    await world.serve();
    const id = await world.opens();
    expect(await world.who(id)).toEqual([null]);
    await change(world);
    expect(await world.who(id)).not.toEqual([null]);
  });

  it('is served to the last one when more wait than are read at once', async () => {
    await open();
    await world.rules(ONLINE);
    await world.rulesOf('inbox_2', ONLINE);
    // those in front cannot be served, the last one can
    for (let i = 0; i < 230; i++) await world.opens();
    minute();
    const last = await world.opens({ inboxId: 'inbox_2' });
    await world.agent('Ana', {}, ['inbox_2']);
    await world.serve();
    expect(await world.who(last)).toEqual(['agent_ana']);
  });
});

describe('many at once', () => {
  it('R120 I5 never exceeds capacity though two servers serve one queue (chatwoot#11034)', async () => {
    await open();
    await world.rules(ONLINE);
    for (const name of ['Ana', 'Ben', 'Chloe']) await world.agent(name, { capacity: 3, presence: 'OFFLINE' });
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) ids.push(await world.opens());
    const other = world.otherServer();
    const [one, two] = [await world.serve(), await world.serve({}, other)];
    await world.settled();
    for (const name of ['ana', 'ben', 'chloe'])
      await world.kernel.db.write((manager) => manager.query("update agent set presence = 'ONLINE' where id = ?", [`agent_${name}`]));
    one.wake(world.orgId);
    two.wake(world.orgId);
    one.wake(world.orgId);
    const who = await world.who(...ids);
    expect(await world.held()).toEqual({ agent_ana: 3, agent_ben: 3, agent_chloe: 3 });
    const counts = who.reduce<Record<string, number>>(
      (sum, agent) => ({ ...sum, [agent ?? 'nobody']: (sum[agent ?? 'nobody'] ?? 0) + 1 }),
      {},
    );
    expect(counts).toEqual({ agent_ana: 3, agent_ben: 3, agent_chloe: 3, nobody: 21 });
    // the oldest went first
    expect(who.slice(0, 9)).not.toContain(null);
    // every claim is in the log once, and the log has no gaps
    const log = await world.kernel.events.after(world.orgId, 0, 500);
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    expect(log.filter((event) => event.type === 'conversation.assigned')).toHaveLength(9);
  });
});

describe('what changes while rules are asked', () => {
  it('I5 a place that was taken meanwhile is not given twice', async () => {
    await open([
      ruleOf('slow', async (_, { candidates }) => {
        const room = candidates.filter((one) => one.load < one.capacity);
        // while the rule thinks, she takes two by hand
        await world.kernel.db.write((manager) => manager.query("update agent set held = 2 where id = 'agent_ana'"));
        return room[0] ? { agent: room[0].id, why: 'She had room' } : { wait: true, why: 'She has no room' };
      }),
    ]);
    await world.rules(['slow/rule']);
    await world.agent('Ana', { capacity: 2 });
    await world.serve();
    const id = await world.opens();
    expect(await world.who(id)).toEqual([null]);
    expect(await world.why(id)).toBe('She has no room');
    expect(await world.held()).toEqual({ agent_ana: 2 });
  });

  it('tells a rule what it has just given out, before it is written', async () => {
    const loads: number[] = [];
    await open([ruleOf('first', (ctx, input) => (loads.push(input.candidates[0]?.load ?? -1), first(ctx, input)))]);
    await world.rules(['first/rule']);
    await world.agent('Ana', { capacity: 2 });
    for (let i = 0; i < 3; i++) await world.opens();
    await world.serve();
    await world.settled();
    expect(loads).toEqual([0, 1, 2]);
  });

  it('does not wait again, in the same round, for a rule that was late', async () => {
    let asked = 0;
    await open([ruleOf('hanging', () => new Promise(() => void asked++)), BASIC]);
    await world.rules(['hanging/rule'], ONLINE);
    await world.agent('Ana');
    const ids = [await world.opens(), await world.opens(), await world.opens()];
    await world.serve({ pickDeadlineMs: 10 });
    expect(await world.who(...ids)).toEqual(['agent_ana', 'agent_ana', 'agent_ana']);
    expect(asked).toBe(1);
  });
});
