import { BASIC, World, ruleOf } from './support';

let world: World;
const open = async (...args: Parameters<typeof World.open>) => (world = await World.open(...args));
afterEach(() => world.close());

const ONLINE: [string, Record<string, unknown>] = ['assignment-basic/basic', { mode: 'online' }];
const minute = () => world.clock.advance(60_000);

describe('rules that misbehave', () => {
  it('gives way to the next rule when one fails, and says so', async () => {
    await open([
      ruleOf('broken', () => {
        throw new Error('no model');
      }),
      ruleOf('odd', () => 5 as never),
      ruleOf('polite', () => ({ pass: true, why: 'Not a customer of mine' })),
      BASIC,
    ]);
    await world.rules(
      ['gone/rule'],
      ['broken/rule'],
      ['odd/rule'],
      ['polite/rule'],
      ['assignment-basic/basic', { mode: 'sometimes' }],
      ONLINE,
    );
    await world.agent('Ana');
    await world.serve();
    const id = await world.opens();
    expect(await world.who(id)).toEqual(['agent_ana']);
    expect((await world.trace(id))[0]).toMatchObject({
      outcome: 'ASSIGNED',
      rule: 'assignment-basic/basic',
      agentId: 'agent_ana',
      why: 'The only one online in this inbox',
    });
    expect((await world.trace(id))[0]?.steps).toEqual([
      { rule: 'gone/rule', answer: 'failed', why: 'The rule gone/rule is not available: its plugin is not ready' },
      { rule: 'broken/rule', answer: 'failed', why: 'The rule Rule broken failed' },
      { rule: 'odd/rule', answer: 'failed', why: 'The rule Rule odd gave an answer that nobody understands' },
      { rule: 'polite/rule', answer: 'pass', why: 'Not a customer of mine' },
      { rule: 'assignment-basic/basic', answer: 'failed', why: 'The rule Basic assignment has settings that are not valid' },
      { rule: 'assignment-basic/basic', answer: 'agent', why: 'The only one online in this inbox' },
    ]);
  });

  it('waits for one that hangs no longer than its deadline, goes on with the next, and puts it aside', async () => {
    let asked = 0;
    await open([ruleOf('hanging', () => new Promise(() => void asked++)), BASIC]);
    await world.rules(['hanging/rule'], ONLINE);
    await world.agent('Ana', { capacity: 50 });
    await world.serve({ pickDeadlineMs: 10 });
    const ids: string[] = [];
    for (let i = 0; i < 8; i++) {
      ids.push(await world.opens());
      await world.settled();
    }
    expect(new Set(await world.who(...ids))).toEqual(new Set(['agent_ana']));
    // the breaker opened after five
    expect(asked).toBe(5);
    expect(world.host.statuses()).toMatchObject([
      { id: 'hanging', state: 'QUARANTINED', step: 'call', reason: 'pick.rule failed 5 times in a row: no answer within 0.01 s' },
      { id: 'assignment-basic', state: 'READY' },
    ]);
    expect((await world.trace(ids[7] as string))[0]?.steps?.[0]).toMatchObject({
      answer: 'failed',
      why: 'The rule Rule hanging failed several times and is given a pause',
    });
  });

  it('keeps what waits, and says why, when no rule is left', async () => {
    await open([
      ruleOf('broken', () => {
        throw new Error('no model');
      }),
    ]);
    await world.rules(['broken/rule']);
    await world.agent('Ana');
    await world.serve();
    const id = await world.opens();
    expect(await world.why(id)).toBe('The rule Rule broken failed');
    await world.rules();
    expect(await world.why(id)).toBe('This inbox has no assignment rule');
  });

  it('lets no rule change what the next one is told', async () => {
    await open([
      ruleOf('meddler', (_, { candidates }) => {
        (candidates[0] as { capacity: number }).capacity = 0;
        return { pass: true, why: 'done' };
      }),
      BASIC,
    ]);
    await world.rules(['meddler/rule'], ONLINE);
    await world.agent('Ana');
    await world.serve();
    expect(await world.who(await world.opens())).toEqual(['agent_ana']);
  });
});

describe('the trace', () => {
  it('is written again only when the reason changes', async () => {
    await open();
    await world.rules(ONLINE);
    const ana = await world.agent('Ana', { presence: 'OFFLINE' });
    const ben = await world.agent('Ben', { presence: 'OFFLINE', capacity: 0 });
    const service = await world.serve();
    const id = await world.opens();
    for (let i = 0; i < 3; i++) {
      service.wake(world.orgId);
      await world.settled();
    }
    minute();
    await world.presence(ben, 'ONLINE');
    await world.settled();
    minute();
    await world.presence(ana, 'ONLINE');
    expect((await world.trace(id)).map((row) => [row.outcome, row.rule, row.agentId, row.why])).toEqual([
      ['WAITING', 'assignment-basic/basic', null, 'Nobody is online in this inbox'],
      ['WAITING', 'assignment-basic/basic', null, 'Everybody online is at capacity: Ben 0 of 0'],
      ['ASSIGNED', 'assignment-basic/basic', 'agent_ana', 'Next in turn among 2 online, 1 of them with room'],
    ]);
  });

  it('I9 tells the log of a conversation as it is now, not as it was when the rules were asked', async () => {
    await open([
      ruleOf('slow', async (_, { conversation, candidates }) => {
        // while the rule thinks, the customer writes on
        await world.kernel.db.write((manager) => manager.query('update conversation set unread = 7 where id = ?', [conversation.id]));
        return { agent: candidates[0]?.id ?? '', why: 'thought about it' };
      }),
    ]);
    await world.rules(['slow/rule']);
    await world.agent('Ana');
    const told: unknown[] = [];
    world.kernel.events.listen((events) =>
      events
        .filter((event) => event.type === 'conversation.assigned')
        .forEach((event) => told.push((event.rows?.[0]?.[1] as { unread?: number } | undefined)?.unread)),
    );
    await world.serve();
    expect(await world.who(await world.opens())).toEqual(['agent_ana']);
    expect(told).toEqual([7]);
  });

  it('tells a rule the owner and the agents before, latest first', async () => {
    const told: unknown[] = [];
    await open([
      ruleOf('curious', (_, { conversation }) => {
        told.push([conversation.ownerId, conversation.previousAgentIds]);
        return { wait: true, why: 'I only look' };
      }),
    ]);
    await world.rules(['curious/rule']);
    await world.serve();
    const contactId = 'cont_1';
    await world.opens({ status: 'CLOSED', assigneeId: 'agent_ben' }, 'agent_owner');
    minute();
    await world.opens({ contactId, status: 'CLOSED', assigneeId: 'agent_ana' });
    minute();
    await world.opens({ contactId, status: 'CLOSED', assigneeId: 'agent_ben' });
    await world.opens({ contactId });
    await world.settled();
    expect(told[0]).toEqual(['agent_owner', ['agent_ben', 'agent_ana']]);
  });
});
