import 'reflect-metadata';
import { dirname, join } from 'node:path';
import { ConfigError } from './lib/config';
import { RequiredPluginError } from './plugin-host/status';
import { serve } from './serve';

const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22))
  fail(`This is Node ${process.versions.node}; Parley brings its own: start it with npm start.`);

// the repository's root, or wherever the operator's configuration lies
serve(process.env, process.env.PARLEY_ROOT ?? join(dirname(__dirname), '..')).catch((error: unknown) => {
  const isSentence = error instanceof ConfigError || error instanceof RequiredPluginError;
  fail(isSentence ? error.message : ((error as Error).stack ?? String(error)));
});
