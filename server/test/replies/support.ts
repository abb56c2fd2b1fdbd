import { definePlugin, type QuickReplySource, type TemplateSource } from '@parley/plugin';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';

const order: TemplateSource = {
  id: 'approved',
  label: 'Approved',
  list: async (_ctx, { search = '' }) =>
    [
      {
        id: 'new_date',
        name: 'delivery_new_date',
        language: 'en',
        preview: 'Hi {{name}}, your delivery is planned for {{day}}.',
        variables: [
          { name: 'name', label: 'Name', required: true },
          { name: 'day', label: 'Delivery day', required: true },
        ],
      },
      { id: 'thanks', name: 'thank_you', language: 'en', preview: 'Thank you for your order.', variables: [] },
    ].filter(({ name }) => name.includes(search)),
  render: async (_ctx, { templateId, values }) => ({
    content: { name: templateId, language: 'en' },
    preview: templateId === 'thanks' ? 'Thank you for your order.' : `Hi ${values.name}, your delivery is planned for ${values.day}.`,
  }),
};

const answers: QuickReplySource = {
  id: 'team',
  label: 'Team',
  search: async (_ctx, { text }) =>
    [
      { id: 'eta', title: 'On the way', shortcut: 'eta', text: 'Your order is on its way.', attachmentIds: [] },
      { id: 'extra', title: 'Extra item', shortcut: 'extra', text: 'We can take an old item with us.', attachmentIds: [] },
      { id: 'hours', title: 'Opening hours', shortcut: 'hours', text: 'We open at nine.', attachmentIds: [] },
    ].filter(({ shortcut }) => shortcut.startsWith(text)),
};

/** A plugin with two templates and three quick replies. */
export const deskPlugin: GivenPlugin = {
  manifest: { id: 'desk', prefix: 'desk', contract: '^1.0' },
  definition: definePlugin({ templates: [order], quickReplies: [answers] }),
};
