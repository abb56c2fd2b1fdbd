/** Ranges of what a generated plugin builds and tests with; ours are published together, under one number. */
const PARLEY = '^0.1.0';
/** The contract has a version of its own. */
const CONTRACT = '^1.0.0';
const ZOD = '^4.6.7';

const slotsOf = (label) => [
  { slot: 'workbench.conversation.panel', label, component: './ContactPanel', icon: 'puzzle' },
  { slot: 'admin.page', path: 'overview', label, component: './AdminPage', icon: 'puzzle', permission: 'plugins.read' },
];

/** The same object with its keys in order, as npm writes dependencies. */
const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The plugin's package.json with its manifest. */
export const packageJson = ({ packageName, id, label, prefix }, { kinds, ui, table, license }) => ({
  name: packageName,
  version: '0.1.0',
  description: `${label}: a plugin for Parley`,
  license,
  keywords: ['parley-plugin'],
  engines: { node: '>=22.22.2' },
  main: 'dist/index.js',
  types: 'dist/index.d.ts',
  files: ['dist'],
  parley: {
    id,
    prefix,
    label,
    contract: '^1.0',
    server: './dist/index.js',
    ...(ui ? { ui: { entry: './dist/ui/mf-manifest.json', slots: slotsOf(label) } } : {}),
    needs: table ? ['conversations.read.all', 'contacts.read.all'] : [],
  },
  scripts: {
    build: ui ? 'tsc && tsc -p ui && rsbuild build' : 'tsc',
    test: 'tsc && tsc -p test && node --test "test/**/*.test.mts"',
    check: 'npm run build && parley plugin check',
    start: 'npm run build && parley start',
    ...(ui ? { dev: 'rsbuild dev' } : {}),
  },
  peerDependencies: sorted({
    '@parley/plugin': CONTRACT,
    ...(table ? { graphql: '^16.15.0', 'type-graphql': '2.0.0-rc.4' } : {}),
    ...(usesZod(kinds) ? { zod: ZOD } : {}),
  }),
  devDependencies: sorted({
    '@parley/admin': PARLEY,
    '@parley/assignment-basic': PARLEY,
    '@parley/plugin-testing': PARLEY,
    '@parley/server': PARLEY,
    '@parley/shell': PARLEY,
    '@parley/simulator': PARLEY,
    '@parley/whatsapp': PARLEY,
    '@parley/workbench': PARLEY,
    '@types/node': '^24.0.0',
    typescript: '~5.9.3',
    // the shell brings these to the browser: a built screen carries none of them
    ...(ui ? { '@apollo/client': '^4.3.8', '@parley/plugin-ui': PARLEY, '@types/react': '^19.0.0', react: '^19.3.1' } : {}),
  }),
});

const usesZod = (kinds) => kinds.some((kind) => ['channel', 'assignment', 'bot'].includes(kind));
