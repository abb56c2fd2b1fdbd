import { Refused, type TemplateInfo, type TemplateSource } from '@parley/plugin';

const TEMPLATES: readonly TemplateInfo[] = [
  {
    id: 'appointment',
    name: 'Appointment',
    language: 'en',
    preview: 'Hello {{name}}, we look forward to seeing you on {{day}}.',
    variables: [
      { name: 'name', label: 'Name', required: true },
      { name: 'day', label: 'Day', required: true },
    ],
  },
  { id: 'thanks', name: 'Thank you', language: 'en', preview: 'Thank you for your visit!', variables: [] },
];

/** Puts the values in as they are: what a customer is called is text, never a pattern. */
const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');

/** Where templates come from. This one keeps them in code; yours may ask a service of yours, within a second. */
export const templates: TemplateSource = {
  id: 'standard',
  label: 'Acme sample',
  list: async (_ctx, { search, first }) => {
    const wanted = search?.trim().toLowerCase() ?? '';
    return TEMPLATES.filter(({ name, preview }) => `${name} ${preview}`.toLowerCase().includes(wanted)).slice(0, first);
  },
  render: async (_ctx, { templateId, values }) => {
    const template = TEMPLATES.find(({ id }) => id === templateId);
    if (!template) throw new Refused('ACME_TEMPLATE_UNKNOWN', 'This template does not exist any more. Choose another one.');
    const missing = template.variables.find(({ name, required }) => required && !Object.hasOwn(values, name));
    const empty = template.variables.find(({ name, required }) => required && values[name]?.trim() === '');
    const lacking = missing ?? empty;
    if (lacking) throw new Refused('ACME_VALUE_MISSING', `Fill in “${lacking.label}”.`);
    return {
      // what a WhatsApp template message is made of; `name` is the name it was approved under
      content: {
        name: template.id,
        language: template.language,
        components: [{ type: 'body', parameters: template.variables.map(({ name }) => ({ type: 'text', text: values[name] ?? '' })) }],
      },
      preview: fill(template.preview, values),
    };
  },
};
