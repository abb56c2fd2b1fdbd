import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.{ts,tsx}', '**/test/**', '**/bench/**'];
const UI = ['plugins/sdk/ui/**', 'plugins/*/ui/**', 'shell/**', 'remotes/**'];

const clock = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Take the time from the injected Clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the time from the injected Clock.' },
];
const database = [
  { selector: "CallExpression[callee.name='getRepository']", message: 'Read through db.read, write through db.write.' },
  {
    selector: 'MemberExpression[object.name=/^(dataSource|ds)$/][property.name=/^(getRepository|manager|query|transaction|create)/]',
    message: 'Read through db.read, write through db.write.',
  },
  { selector: "MemberExpression[object.property.name='dataSource']", message: 'Read through db.read, write through db.write.' },
];
const core = ['server/src/**/*.ts', 'plugins/*/src/**/*.ts'];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/data/**/*.db',
      '.nx/**',
      'coverage/**',
      '**/generated/**',
      '**/generated.ts',
      '**/assets/**',
      // read by the compiler in a generated plugin, with the names that it has there
      'plugins/sdk/create/template/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-control-regex': 'off',
      'no-console': 'error',
    },
  },
  { files: TESTS, rules: { 'no-console': 'off' } },
  { rules: { 'max-lines': ['error', { max: 400 }] } },
  { files: core, ignores: ['server/src/lib/**', ...TESTS], rules: { 'no-restricted-syntax': ['error', ...clock, ...database] } },
  {
    files: ['server/src/lib/**/*.ts'],
    ignores: ['server/src/lib/clock.ts', 'server/src/lib/ids.ts', ...TESTS],
    rules: { 'no-restricted-syntax': ['error', ...clock] },
  },
  {
    files: UI.map((glob) => `${glob}/*.{ts,tsx}`),
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          '__dirname',
          'require',
          'module',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
