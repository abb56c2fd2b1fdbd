import { Refused, type QuickReply, type QuickReplySource, type TemplateInfo, type TemplateSource } from '@parley/plugin';
import { createTable, Entity, PrimaryId, Ref, Text, text, varchar, type MigrationInterface, type QueryRunner } from '@parley/plugin/tables';

/** A prepared answer of an organization. */
@Entity('good_snippet')
export class Snippet {
  @PrimaryId() id: string;
  @Ref() organizationId: string;
  @Ref() title: string;
  @Ref() shortcut: string;
  @Text() body: string;
}

export class CreateSnippet implements MigrationInterface {
  name = 'good-1-snippet';
  up = (q: QueryRunner) =>
    createTable(q, 'good_snippet', {
      id: varchar(40, { primary: true }),
      organizationId: varchar(40),
      title: varchar(40),
      shortcut: varchar(40),
      body: text(),
    });
  down = (q: QueryRunner) => q.dropTable('good_snippet');
}

export const SNIPPETS: Partial<Snippet>[] = [
  { id: 'sn_1', title: 'Opening hours', shortcut: 'hours', body: 'We are there from 9 to 5.' },
  { id: 'sn_2', title: 'Thanks', shortcut: 'ty', body: 'Thank you, 100 % sure!' },
];

const has = (search: string, ...texts: string[]): boolean => texts.some((one) => one.toLowerCase().includes(search.toLowerCase()));

const asReply = ({ id, title, shortcut, body }: Snippet): QuickReply => ({ id, title, shortcut, text: body, attachmentIds: [] });

/** A source that does everything right, with a table of its own. */
export const snippets = (): QuickReplySource => ({
  id: 'snippets',
  label: 'Snippets',
  search: async (ctx, { text: search, first }) =>
    (await ctx.db.find(Snippet, { orderBy: { title: 'asc' } }))
      .filter(({ title, shortcut, body }) => has(search, title, shortcut, body))
      .slice(0, first)
      .map(asReply),
});

const LETTERS: TemplateInfo[] = [
  {
    id: 'welcome',
    name: 'Welcome',
    language: 'en',
    preview: 'Hello {{name}}, welcome{{team}}.',
    variables: [
      { name: 'name', label: 'Name', required: true },
      { name: 'team', label: 'Team', required: false },
    ],
  },
  { id: 'bye', name: 'Good bye', language: 'pt-BR', preview: 'Até logo!', variables: [] },
];

/** A source that does everything right, without a table. */
export const letters = (): TemplateSource => ({
  id: 'letters',
  label: 'Letters',
  list: async (_ctx, { search = '', first }) => LETTERS.filter(({ name, preview }) => has(search, name, preview)).slice(0, first),
  render: async (_ctx, { templateId, values }) => {
    const letter = LETTERS.find(({ id }) => id === templateId);
    if (!letter) throw new Refused('GOOD_LETTER_GONE', 'This letter does not exist any more.');
    const lacking = letter.variables.find(({ name, required }) => required && !values[name]?.trim());
    if (lacking) throw new Refused('GOOD_VALUE_MISSING', `Fill in ${lacking.label}.`);
    const preview = letter.preview.replace(/\{\{(\w+)\}\}/g, (_place, name: string) => values[name] ?? '');
    return { content: { letter: letter.id, text: preview }, preview };
  },
});
