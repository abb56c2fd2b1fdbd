import type { Entry } from './command';

/** Every command, in the order in which help shows them. A command's own file is read when it is called. */
export const commands: readonly Entry[] = [
  { name: 'start', args: [], summary: 'Start the server and keep it running', load: () => import('./start.js') },
  { name: 'migrate', args: [], summary: 'Bring the database up to date: the core, then the plugins', load: () => import('./migrate.js') },
  {
    name: 'backup',
    args: ['<target>'],
    summary: 'Write everything into one archive while servers run',
    load: () => import('./backup.js'),
  },
  {
    name: 'restore',
    args: ['<archive>'],
    summary: 'Bring what a backup holds into an empty database',
    load: () => import('./restore.js'),
  },
  {
    name: 'doctor',
    args: [],
    summary: 'Look whether everything works, and say what to do where it does not',
    load: () => import('./doctor.js'),
  },
  {
    name: 'plugin list',
    args: [],
    summary: 'List the plugins of parley.config.ts, and whether they would start',
    load: () => import('./plugin-list.js'),
  },
  {
    name: 'plugin check',
    args: ['[dir]'],
    summary: 'For authors: pack a plugin, install the tarball in an empty folder, and try it there',
    load: () => import('./plugin-check.js'),
  },
  {
    name: 'plugin remove',
    args: ['<id>'],
    summary: 'Say how to take a plugin out, and what would go with it',
    load: () => import('./plugin-remove.js'),
  },
  {
    name: 'plugin purge',
    args: ['<id>'],
    summary: 'Delete what a plugin that was taken out has left: tables, settings, jobs, screens',
    load: () => import('./plugin-purge.js'),
  },
  {
    name: 'ui list',
    args: ['[remote]'],
    summary: 'List the builds of the screens on a running server',
    load: () => import('./ui-list.js'),
  },
  {
    name: 'ui publish',
    args: ['<dir>'],
    summary: 'Publish the built screen of a package into a running server',
    load: () => import('./ui-publish.js'),
  },
  {
    name: 'ui activate',
    args: ['<remote>', '<build>'],
    summary: 'Choose the build that new tabs get',
    load: () => import('./ui-activate.js'),
  },
  {
    name: 'ui rollback',
    args: ['<remote>'],
    summary: 'Go back to the build that was active before',
    load: () => import('./ui-rollback.js'),
  },
  { name: 'user list', args: [], summary: 'List the people of an organization', load: () => import('./user-list.js') },
  {
    name: 'user create',
    args: ['<username>'],
    summary: 'Create a person, an admin unless told otherwise',
    load: () => import('./user-create.js'),
  },
  {
    name: 'user password',
    args: ['<username>'],
    summary: "Set a person's password; ends their sessions",
    load: () => import('./user-password.js'),
  },
  {
    name: 'user deactivate',
    args: ['<username>'],
    summary: 'Switch a person off: ends their sessions, gives back their conversations',
    load: () => import('./user-deactivate.js'),
  },
];
