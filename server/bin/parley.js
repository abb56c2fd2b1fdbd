#!/usr/bin/env node
// Plain enough for any Node to read: an old one gets a sentence instead of a stack.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `This is Node ${process.versions.node}; Parley needs 22.22 or newer. Install it, or run: npx node@24 ${process.argv[1]}\n`,
  );
  process.exit(1);
}
// parley.config.ts is read as it stands: which module system it is written for, or that it is TypeScript, is no news to an operator
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  const code = typeof rest[0] === 'object' ? rest[0]?.code : rest[1];
  if (code !== 'MODULE_TYPELESS_PACKAGE_JSON' && !/^Type Stripping/.test(String(warning))) emitWarning.call(process, warning, ...rest);
};
require('../dist/cli/main.js')
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
