import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BotTurn } from '@parley/plugin';
import { testContext } from '@parley/plugin-testing';
import { bot } from '../dist/bot.js';

const turn = async (more: Partial<BotTurn>) => {
  const ctx = testContext();
  try {
    const whole: BotTurn = {
      conversationId: 'conv_1',
      inboxId: 'inbox_1',
      contact: { id: 'cont_1', name: 'Maya' },
      reason: 'opened',
      state: {},
      ...more,
    };
    return await bot.turn(ctx, whole, { greeting: 'Hello!' } as never);
  } finally {
    await ctx.close();
  }
};

test('greets, offers topics and waits', async () => {
  const [ask, wait] = await turn({});
  assert.equal(ask?.do === 'ask' && ask.text, 'Hello!');
  assert.deepEqual(wait, { do: 'wait', state: { attempts: 1 }, forMs: 3_600_000 });
});

test('tags the topic and hands over', async () => {
  const actions = await turn({ reason: 'message', message: { id: 'msg_1', kind: 'text', choiceId: 'return' }, state: { attempts: 1 } });
  assert.deepEqual(
    actions.map((action) => action.do),
    ['tag', 'say', 'handOver'],
  );
});

test('hands over when the customer writes something else twice, or nothing', async () => {
  const other = { reason: 'message', message: { id: 'msg_1', kind: 'text', text: 'hm' } } as const;
  assert.equal((await turn({ ...other, state: { attempts: 1 } }))[0]?.do, 'ask');
  assert.equal((await turn({ ...other, state: { attempts: 2 } }))[0]?.do, 'handOver');
  assert.equal((await turn({ reason: 'timeout' }))[0]?.do, 'handOver');
});
