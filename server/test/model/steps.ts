import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { phone, type Real } from './real';
import { GRACE_MS, WINDOW_MS, type Agent, type Conversation, type Outcome, type Receipt, type Reference } from './reference';

type Act = (model: Reference, real: Real) => Promise<void>;

/** One thing that happens. Afterwards both sides come to rest and are compared. */
class Step implements fc.AsyncCommand<Reference, Real> {
  constructor(
    private readonly name: string,
    private readonly possible: (model: Reference) => boolean,
    private readonly act: Act,
  ) {}

  check = (model: Readonly<Reference>): boolean => this.possible(model as Reference);

  async run(model: Reference, real: Real): Promise<void> {
    // no two things at one millisecond: the order of the queue is then the order of the steps
    pass(model, real, 1);
    await this.act(model, real);
    await rest(model, real);
    await real.compare(model);
  }

  toString = (): string => this.name;
}

const pass = (model: Reference, real: Real, ms: number): void => {
  real.app.clock.advance(ms);
  model.now += ms;
};

const rest = async (model: Reference, real: Real): Promise<void> => {
  await real.settle();
  model.settle();
};

/** Time passes, with a look at every moment at which something is due. */
const elapse = async (model: Reference, real: Real, ms: number): Promise<void> => {
  const until = model.now + ms;
  for (;;) {
    const next = Math.min(model.nextDeadline() ?? until, until);
    pass(model, real, next - model.now);
    await rest(model, real);
    if (model.now >= until) return;
  }
};

const agentOf = (model: Reference, at: number): Agent => model.agents[at % model.agents.length] as Agent;
const pick = <T>(all: readonly T[], at: number): T => all[at % all.length] as T;
const NAMES = fc.nat(2);
const ANY = fc.nat(1000);
/** Longer than a restart that nobody is missed for. */
const OUTAGE_MS = 120_000;
const always = () => true;

/** Something that an agent does or that befalls them. */
const ofAgent = (name: string, possible: (agent: Agent) => boolean, act: (agent: Agent, model: Reference, real: Real) => Promise<void>) =>
  NAMES.map(
    (at) =>
      new Step(
        `${name}(${at})`,
        (model) => possible(agentOf(model, at)),
        (model, real) => act(agentOf(model, at), model, real),
      ),
  );

/** Something that an agent tries with some conversation, theirs or not: both sides must say the same. */
const onConversation = (
  name: string,
  possible: (agent: Agent) => boolean,
  act: (agent: Agent, one: Conversation, model: Reference, real: Real, other: Agent) => Promise<[Outcome, Outcome]>,
) =>
  fc.tuple(NAMES, ANY, NAMES).map(
    ([at, which, other]) =>
      new Step(
        `${name}(${at}, ${which}, ${other})`,
        (model) => possible(agentOf(model, at)) && model.conversations.length > 0,
        async (model, real) => {
          // the latest ones are the ones in which something happens
          const one = pick(model.conversations.slice(-6), which);
          const [said, wanted] = await act(agentOf(model, at), one, model, real, agentOf(model, other));
          expect(said).toBe(wanted);
        },
      ),
  );

const signedIn = (agent: Agent) => agent.signedIn;
const connected = (agent: Agent) => agent.connected;

const customerWrites = fc.tuple(fc.nat(4), fc.nat(1)).map(
  ([customer, inbox]) =>
    new Step(`customerWrites(${customer}, ${inbox})`, always, async (model, real) => {
      const line = pick(real.lines, inbox);
      await real.post(line, [line.message(phone(customer), 'hello')]);
      if (model.writes(customer, inbox)) await real.learn(model);
    }),
);

const receiptArrives = fc.tuple(ANY, ANY, fc.constantFrom<Receipt>('SENT', 'DELIVERED', 'READ', 'FAILED')).map(
  ([which, message, said]) =>
    new Step(
      `receiptArrives(${which}, ${message}, ${said})`,
      (model) => model.conversations.some((one) => one.sent.length > 0),
      async (model, real) => {
        const one = pick(
          model.conversations.filter((candidate) => candidate.sent.length > 0),
          which,
        );
        const sent = pick(one.sent, message);
        const line = pick(real.lines, one.inbox);
        await real.post(line, [line.receipt(`out-${sent.id}`, said)]);
        model.receipt(sent, said);
      },
    ),
);

const comesAgain = fc.constant(
  new Step('comesAgain()', always, async (_, real) => {
    if (real.last) await real.post(real.last.line, real.last.events);
  }),
);

const timePasses = fc
  .constantFrom(60_000, GRACE_MS + 1_000, WINDOW_MS)
  .map((ms) => new Step(`timePasses(${ms})`, always, (model, real) => elapse(model, real, ms)));

const restarts = fc.constant(
  new Step('restarts()', always, async (model, real) => {
    await real.restart(OUTAGE_MS);
    model.now += OUTAGE_MS;
    model.restart();
  }),
);

const changesCapacity = fc.tuple(NAMES, fc.nat(3)).map(
  ([at, capacity]) =>
    new Step(`changesCapacity(${at}, ${capacity})`, always, async (model, real) => {
      const agent = agentOf(model, at);
      await real.manage('agentUpdate', 'AgentUpdateInput', { agentId: agent.id, capacity });
      agent.capacity = capacity;
    }),
);

const chooses = (status: 'ONLINE' | 'BUSY') =>
  ofAgent(`chooses${status}`, signedIn, async (agent, model, real) => {
    expect(await real.act(agent, 'presenceSet', 'PresenceSetInput', { status })).toBeNull();
    model.choose(agent, status);
  });

const signsIn = ofAgent('signsIn', always, async (agent, model, real) => {
  expect(await real.signIn(agent)).toBe(model.signIn(agent));
});
const connects = ofAgent(
  'connects',
  (agent) => agent.signedIn && !agent.connected,
  async (agent, model, real) => {
    await real.program(agent).connect();
    model.connect(agent);
  },
);
/** Everything that may happen; what happens most often comes more than once. */
export const steps: fc.Arbitrary<fc.AsyncCommand<Reference, Real>>[] = [
  customerWrites,
  customerWrites,
  customerWrites,
  receiptArrives,
  receiptArrives,
  comesAgain,
  timePasses,
  timePasses,
  timePasses,
  restarts,
  changesCapacity,
  signsIn,
  signsIn,
  connects,
  connects,
  connects,
  ofAgent('drops', connected, async (agent, model, real) => {
    await real.drop(agent);
    model.drop(agent);
  }),
  chooses('BUSY'),
  chooses('ONLINE'),
  ofAgent('goesIdle', signedIn, async (agent, model, real) => {
    await real.program(agent).ask('mutation { presenceIdle { errors { code } } }');
    model.idle(agent);
  }),
  ofAgent('isBack', signedIn, async (agent, model, real) => {
    await real.program(agent).ask('mutation { presenceReturn { errors { code } } }');
    model.back(agent);
  }),
  ofAgent('signsOut', signedIn, async (agent, model, real) => {
    await real.signOut(agent);
    model.signOut(agent);
  }),
  ofAgent(
    'isDeactivated',
    (agent) => agent.active,
    async (agent, model, real) => {
      await real.manage('agentDeactivate', 'AgentIdInput', { agentId: agent.id });
      if (agent.connected) await real.noticed(agent);
      model.deactivate(agent);
    },
  ),
  ofAgent(
    'isActivated',
    (agent) => !agent.active,
    async (agent, _, real) => {
      await real.manage('agentActivate', 'AgentIdInput', { agentId: agent.id });
      agent.active = true;
    },
  ),
  onConversation('claims', connected, async (agent, one, model, real) => [
    await real.act(agent, 'conversationClaim', 'ConversationIdInput', { conversationId: one.id }),
    model.claim(agent, one),
  ]),
  onConversation('transfers', signedIn, async (agent, one, model, real, to) => [
    await real.act(agent, 'conversationTransfer', 'ConversationTransferInput', { conversationId: one.id, agentId: to.id }),
    model.transfer(agent, one, to),
  ]),
  onConversation('closes', signedIn, async (agent, one, model, real) => [
    await real.act(agent, 'conversationClose', 'ConversationIdInput', { conversationId: one.id }),
    model.close(agent, one),
  ]),
  onConversation('marksRead', signedIn, async (agent, one, model, real) => [
    await real.act(agent, 'conversationMarkRead', 'ConversationIdInput', { conversationId: one.id }),
    model.markRead(agent, one),
  ]),
  ...[1, 2].map(() =>
    onConversation('sends', signedIn, async (agent, one, model, real) => {
      const input = { conversationId: one.id, clientMutationKey: randomUUID(), text: 'how can I help?' };
      const said = await real.act(agent, 'messageSend', 'MessageSendInput', input);
      const wanted = model.send(agent, one);
      if (said === null && wanted === null) model.sent(one, await real.lastMessage(one.id));
      return [said, wanted];
    }),
  ),
];
