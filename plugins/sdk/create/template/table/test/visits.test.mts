import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '@parley/plugin-testing';

interface Answer {
  conversations: { nodes: { contact: { name: string; acmeVisits: number } }[] };
  acmeVisitCount: number;
}

test('counts each conversation that a customer opens', async () => {
  const server = await startTestServer({ plugins: ['.'] });
  try {
    await server.customer('Maya').writes('Hello');
    await server.customer('Maya').writes('Still there?');
    await server.settled();
    const { conversations, acmeVisitCount } = await server.graphql<Answer>(
      '{ conversations(first: 10) { nodes { contact { name acmeVisits } } } acmeVisitCount }',
    );
    assert.deepEqual(conversations.nodes, [{ contact: { name: 'Maya', acmeVisits: 1 } }]);
    assert.equal(acmeVisitCount, 1);
  } finally {
    await server.stop();
  }
});
