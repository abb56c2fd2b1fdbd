const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const swc = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));
const swcForTsx = {
  ...swc,
  jsc: { ...swc.jsc, parser: { ...swc.jsc.parser, tsx: true }, transform: { ...swc.jsc.transform, react: { runtime: 'automatic' } } },
};

/** Tests that drive a browser end in `.browser.test.ts` and run in a project of their own, wherever they lie. */
const BROWSER = '\\.browser\\.test\\.tsx?$';

/**
 * One Jest project.
 * Workspace packages resolve to their sources (the `source` export condition), so that tests need no build; packages that are ESM only
 * are loaded natively, for which Jest is started with `--experimental-vm-modules` (`npm test` does).
 */
const project = (displayName, folders, extra = {}) => ({
  displayName,
  rootDir: __dirname,
  roots: folders.map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', BROWSER],
  modulePathIgnorePatterns: ['<rootDir>/data/', '<rootDir>/.nx/'],
  transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }], '\\.tsx$': ['@swc/jest', { ...swcForTsx, swcrc: false }] },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  ...extra,
});

module.exports = {
  // two cores are the machine we promise to run on
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: [
    project('contract', ['plugins/sdk/contract']),
    project('server', ['server'], {
      // the command line's tests bring a database of their own, the same on every run
      testPathIgnorePatterns: ['/node_modules/', '/dist/', BROWSER, ...(process.env.TEST_DATABASE_URL ? ['/test/cli/'] : [])],
    }),
    project('testing', ['plugins/sdk/testing']),
    project('create', ['plugins/sdk/create'], { testPathIgnorePatterns: ['/node_modules/', '/dist/', '/outside/', BROWSER] }),
    // minutes of npm: only when asked for, `npm run test:outside`
    ...(process.env.PARLEY_OUTSIDE
      ? [project('outside', ['plugins/sdk/create/test/outside'], { globalSetup: '<rootDir>/tools/browser-ready.mjs' })]
      : []),
    project('whatsapp', ['plugins/whatsapp']),
    project('simulator', ['plugins/simulator']),
    project('assignment-basic', ['plugins/assignment-basic']),
    project('schema', ['schema']),
    project('ui', ['plugins/sdk/ui', 'shell', 'remotes'], { moduleNameMapper: { '\\.css$': '<rootDir>/tools/jest-empty.js' } }),
    project('browser', ['server', 'plugins', 'shell', 'remotes'], {
      testMatch: ['**/*.browser.test.ts'],
      globalSetup: '<rootDir>/tools/browser-ready.mjs',
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    }),
  ],
};
