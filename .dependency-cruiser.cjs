/** Who may import whom (ARCHITECTURE.md); `npm run lint` checks it. Types count as imports, except for circles. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule(
      'no-circle',
      'Two files that need each other cannot be read alone.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'contract-imports-nothing-of-ours',
      'The contract is the ground.',
      { path: '^plugins/sdk/contract/' },
      { path: '^(server|schema|shell|remotes|plugins)/', pathNot: '^plugins/sdk/contract/' },
    ),
    rule(
      'server-names-no-plugin',
      'The server knows plugins by their contract only.',
      { path: '^server/src/' },
      { path: '^plugins/', pathNot: '^plugins/sdk/(contract|testing)/' },
    ),
    rule('server-imports-no-screen', 'Screens talk to the API.', { path: '^server/' }, { path: '^(shell|remotes)/' }),
    rule(
      'plugin-never-server',
      'A plugin stands on the contract; only the kits for authors start servers.',
      { path: '^plugins/', pathNot: '^plugins/sdk/(testing|create)/' },
      { path: '^server/' },
    ),
    rule(
      'plugin-never-plugin',
      'Plugins meet through services and events.',
      { path: '^plugins/(?!sdk/)([^/]+)/' },
      { path: '^plugins/(?!sdk/)', pathNot: '^plugins/$1/' },
    ),
    rule(
      'screen-never-server-code',
      'A plugin’s screen runs in the browser.',
      { path: '^plugins/(?!sdk/)[^/]+/ui/' },
      { path: '^plugins/(?!sdk/)[^/]+/src/' },
    ),
    rule(
      'screen-never-contract',
      'Screens use the kit and the schema.',
      { path: '^(shell|remotes|plugins/sdk/ui|plugins/[^/]+/ui)/' },
      { path: '^plugins/sdk/contract/' },
    ),
    rule(
      'server-code-never-screen',
      'Server code carries no screen.',
      // fixtures are plugins and screens of their own
      { path: '^(server|plugins/[^/]+/src|plugins/sdk/contract)/', pathNot: '^server/test/fixtures/' },
      { path: '^(plugins/sdk/ui|plugins/[^/]+/ui)/' },
    ),
    rule(
      'remote-never-remote',
      'A remote is shipped alone.',
      { path: '^remotes/([^/]+)/' },
      { path: '^remotes/', pathNot: '^remotes/$1/' },
    ),
    rule('remote-and-shell-apart', 'They meet at run time.', { path: '^(remotes|plugins/[^/]+/ui)/' }, { path: '^shell/' }),
    rule('shell-names-no-remote', 'Remotes come from the registry.', { path: '^shell/' }, { path: '^remotes/' }),
    rule('screens-never-server', 'Screens talk to the API.', { path: '^(shell|remotes|schema|plugins/sdk/ui)/' }, { path: '^server/' }),
    rule(
      'kit-stands-alone',
      'The kit is imported, it does not import.',
      { path: '^plugins/sdk/ui/' },
      { path: '^(shell|remotes|schema|plugins/(?!sdk/ui/))' },
    ),
    rule('lib-knows-no-room', 'What every room stands on stands on none.', { path: '^server/src/lib/' }, { path: '^server/src/(?!lib/)' }),
    rule('resolvable', 'An import must lead somewhere.', {}, { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.nx)/|^plugins/sdk/create/template/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
};
