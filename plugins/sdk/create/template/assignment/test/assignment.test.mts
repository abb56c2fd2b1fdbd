import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candidate, WaitingConversation } from '@parley/plugin';
import { testContext } from '@parley/plugin-testing';
import { rule } from '../dist/assignment.js';

const agent = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  name: id,
  presence: 'ONLINE',
  load: 0,
  capacity: 5,
  lastAssignedAt: null,
  teamId: 'team',
  ...more,
});

const conversation: WaitingConversation = {
  id: 'conv_1',
  inboxId: 'inbox_1',
  contactId: 'cont_1',
  ownerId: null,
  previousAgentIds: [],
  priority: 0,
  waitingSince: 0,
};

const pick = async (candidates: Candidate[], { keepAgent = true, previousAgentIds = [] as string[] } = {}) => {
  const ctx = testContext();
  try {
    const input = { conversation: { ...conversation, previousAgentIds }, candidates, settings: { keepAgent } as never };
    return await rule.pick(ctx, input);
  } finally {
    await ctx.close();
  }
};

test('gives it to whoever has the fewest conversations', async () => {
  assert.deepEqual(await pick([agent('ana', { load: 3 }), agent('ben', { load: 1 })]), {
    agent: 'ben',
    why: 'Has the fewest conversations: 1',
  });
});

test('gives it to whom the customer knows, if they have room', async () => {
  const both = [agent('ana', { load: 4 }), agent('ben')];
  assert.deepEqual(await pick(both, { previousAgentIds: ['ana'] }), { agent: 'ana', why: 'Knows this customer' });
  assert.deepEqual(await pick(both, { previousAgentIds: ['ana'], keepAgent: false }), {
    agent: 'ben',
    why: 'Has the fewest conversations: 0',
  });
});

test('waits when nobody who is online has room', async () => {
  const busy = [agent('ana', { load: 5 }), agent('ben', { presence: 'AWAY' })];
  assert.deepEqual(await pick(busy), { wait: true, why: 'Nobody who is online has room' });
});
