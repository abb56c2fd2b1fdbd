import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testContext } from '@parley/plugin-testing';
import { templates } from '../dist/templates.js';

const ctx = testContext();
const render = (values: Record<string, string>) => templates.render(ctx, { inboxId: 'inbox_1', templateId: 'appointment', values });

test('renders what is sent and how it reads', async () => {
  assert.deepEqual(await render({ name: 'Maya', day: '{{name}} $&' }), {
    content: {
      name: 'appointment',
      language: 'en',
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Maya' },
            { type: 'text', text: '{{name}} $&' },
          ],
        },
      ],
    },
    preview: 'Hello Maya, we look forward to seeing you on {{name}} $&.',
  });
});

test('says which value is missing', async () => {
  await assert.rejects(render({ name: 'Maya' }), { code: 'ACME_VALUE_MISSING', message: 'Fill in “Day”.' });
});
