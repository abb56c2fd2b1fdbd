import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testContext } from '@parley/plugin-testing';
import { quickReplies } from '../dist/quick-replies.js';

const search = async (text: string, first = 10) => {
  const found = await quickReplies.search(testContext(), { agentId: 'agent_1', text, first });
  return found.map(({ id }) => id);
};

test('finds by shortcut, title and text, whatever the case; the shortcut first', async () => {
  assert.deepEqual(await search('TY'), ['thanks']);
  assert.deepEqual(await search('opening'), ['hours']);
  assert.deepEqual(await search('monday'), ['hours']);
});

test('lists everything when nothing is asked, and no more than asked', async () => {
  assert.deepEqual(await search(''), ['hours', 'thanks']);
  assert.deepEqual(await search('', 1), ['hours']);
});
