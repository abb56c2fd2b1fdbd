import { fileURLToPath } from 'node:url';

/**
 * The one list of modules that every screen shares as singletons: name → the range a remote accepts.
 * The shell bundles them; remotes only consume them and never carry a copy. `graphql` is left out on purpose:
 * sharing it turns tree shaking off and costs 34 kB; remotes take `gql` from `@apollo/client`.
 */
export const singletons = {
  react: '^19.3.0',
  'react/jsx-runtime': '^19.3.0',
  'react-dom': '^19.3.0',
  'react-dom/client': '^19.3.0',
  'react-router': '^8.5.0',
  '@apollo/client': '^4.3.0',
  '@apollo/client/react': '^4.3.0',
  i18next: '^27.1.0',
  'react-i18next': '^18.0.0',
  '@parley/plugin-ui': '^0.1.0',
};

/**
 * Shared under the library's name, but the shell brings only the part that screens use. A stand-in reaches the library itself
 * through a `#` name of this package (package.json, "imports"), which is not shared.
 */
const standIns = {
  'react-router': fileURLToPath(new URL('../src/router.ts', import.meta.url)),
  'react-i18next': fileURLToPath(new URL('../src/i18n/react.ts', import.meta.url)),
};

/**
 * The `shared` option of the federation plugin.
 * @param {boolean} host true for the shell, which brings the modules; false for a remote, which has no fallback copy
 */
export const shared = (host) =>
  Object.fromEntries(
    Object.entries(singletons).map(([name, requiredVersion]) => {
      const brought = standIns[name] ? { import: standIns[name], version: requiredVersion.slice(1) } : {};
      return [name, { singleton: true, requiredVersion, ...(host ? brought : { import: false }) }];
    }),
  );
