/** The test that runs the conformance suites of everything that the plugin contributes. */
export const conformanceTest = ({ kinds }) => {
  const channel = kinds.includes('channel');
  return `import * as runner from 'node:test';
import { registerSuite } from '@parley/plugin-testing';
import { conformance } from '@parley/plugin-testing/check';
${channel ? "import options from './conformance.mts';\n" : ''}
// \`npm test\` has built the plugin: what is tested is what is packed
for (const suite of await conformance('.'${channel ? ', options' : ''})) registerSuite(suite, runner);
`;
};
