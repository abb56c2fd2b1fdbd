/**
 * What a plugin can contribute: the flag, what it is, and what it puts into `definePlugin`.
 * `names` are exports of the contribution's own file.
 */
export const KINDS = {
  channel: { what: 'a way to reach customers', file: './channel', names: ['channel'], entry: 'channels: [channel]' },
  assignment: { what: 'a rule that decides who gets a conversation', file: './assignment', names: ['rule'], entry: 'assignment: [rule]' },
  bot: { what: 'answers customers before a person does', file: './bot', names: ['bot'], entry: 'bots: [bot]' },
  templates: { what: 'messages with variables', file: './templates', names: ['templates'], entry: 'templates: [templates]' },
  'quick-replies': {
    what: 'prepared answers',
    file: './quick-replies',
    names: ['quickReplies'],
    entry: 'quickReplies: [quickReplies]',
  },
};

const TABLE = [
  ['./migrations', 'migrations'],
  ['./on-conversation-opened', 'onConversationOpened'],
  ['./visit.entity', 'Visit'],
  ['./visits.resolver', 'VisitsResolver'],
];

/** The plugin's `src/index.ts`. */
export const indexFile = ({ kinds, table }) => {
  const imports = [...kinds.map((kind) => [KINDS[kind].file, KINDS[kind].names.join(', ')]), ...(table ? TABLE : [])].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const entries = [
    ...kinds.map((kind) => KINDS[kind].entry),
    ...(table
      ? [
          'entities: [Visit]',
          'migrations',
          'graphql: { resolvers: [VisitsResolver] }',
          "on: { 'conversation.opened': onConversationOpened }",
        ]
      : []),
  ];
  return [
    "import { definePlugin } from '@parley/plugin';",
    ...imports.map(([file, names]) => `import { ${names} } from '${file}';`),
    '',
    '/** The plugin: data and functions. Nothing runs when this is imported. */',
    entries.length === 0
      ? 'export default definePlugin({});'
      : `export default definePlugin({\n${entries.map((entry) => `  ${entry},\n`).join('')}});`,
    '',
  ].join('\n');
};
