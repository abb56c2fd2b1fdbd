import { Bench } from './bench';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
beforeEach(() => bench.fresh());
afterAll(() => bench.close());

test('a look at a conversation tells the provider that its last message was read, once', async () => {
  const { id } = await bench.conversation('a');
  const last = await bench.says('a');
  const read = () =>
    bench.db.write((manager) =>
      bench.kernel.events.append(manager, [{ orgId: bench.orgId, type: 'conversation.read', nodeId: id, audience: { all: true } }]),
    );
  await read();
  await bench.room.signals.idle();
  expect(bench.script.read).toEqual([last]);
  await read();
  await bench.room.signals.idle();
  expect(bench.script.read).toEqual([last]);
});

test('an answer counts as a look', async () => {
  const { id } = await bench.conversation('a');
  const last = await bench.says('a');
  await bench.send(id, { text: 'answer' });
  await bench.room.signals.idle();
  expect(bench.script.read).toEqual([last]);
});

test('typing is told once in 20 seconds', async () => {
  const conversation = await bench.conversation('a');
  await bench.room.signals.typing(conversation);
  bench.clock.advance(19_999);
  await bench.room.signals.typing(conversation);
  expect(bench.script.typed).toHaveLength(1);
  bench.clock.advance(1);
  await bench.room.signals.typing(conversation);
  expect(bench.script.typed).toHaveLength(2);
});
