import { KINDS } from './kinds.js';
import { snake } from './names.js';

const PROVIDES = {
  channel: ({ id }) => `the channel \`${id}\``,
  assignment: ({ id }) => `the assignment rule \`${id}/least-busy\``,
  bot: ({ id }) => `the bot \`${id}/reception\``,
  templates: ({ id }) => `the templates of \`${id}/standard\``,
  'quick-replies': ({ id }) => `the quick replies of \`${id}/standard\``,
};

/** The plugin's README: what it is for its users, then what its next author must know. */
export const readme = (names, { kinds, ui, table }) => {
  const { packageName, label, prefix } = names;
  const provides = [
    ...kinds.map((kind) => PROVIDES[kind](names)),
    ...(table ? [`the table \`${snake(prefix)}_visit\`, the fields \`Contact.${prefix}Visits\` and \`Query.${prefix}VisitCount\``] : []),
    ...(ui ? ['a panel beside the conversation and a page in the console'] : []),
  ];
  const owns = [...kinds.map((kind) => KINDS[kind].what), ...(table ? ['when each customer opened a conversation'] : [])];
  const invariants = [
    'Nothing runs when it is imported.',
    ...(table ? ['An event that is told twice is one visit.'] : []),
    ...(kinds.includes('assignment') ? ['The same question has the same answer.'] : []),
    ...(kinds.includes('channel') ? ['The same bytes make the same events; nothing that the provider tells is dropped.'] : []),
  ];
  return `# ${label}

A plugin for [Parley](https://www.npmjs.com/package/@parley/server).

## Install

\`\`\`sh
npm install ${packageName}
\`\`\`

Add one line to \`plugins\` in \`parley.config.ts\` and restart Parley:

\`\`\`ts
{ package: '${packageName}' },
\`\`\`

## What it is

**Owns**: ${owns.join('; ') || 'what it shows'}.
**Does not own**: contacts, conversations, messages: they are the core's.

**Provides** ${provides.join('; ')}.
**Needs** ${table ? 'the permissions `conversations.read.all` and `contacts.read.all`' : 'nothing but what it is asked with'}.

## Invariants

${invariants.map((line) => `- ${line}`).join('\n')}

## Work on it

| command | does |
|---|---|
| \`npm start\` | builds it and runs it inside a whole Parley with a simulated WhatsApp, at http://localhost:4000 |
${ui ? '| `npm run dev` | its screens alone, with hot reload |\n' : ''}| \`npm test\` | its tests, the conformance suites among them |
| \`npm run check\` | packs it, installs the tarball into an empty folder, and looks at it as a server would |
`;
};
