#!/usr/bin/env node
require('../dist/check/index.js')
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
