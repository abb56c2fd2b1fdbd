/**
 * `node tools/with-s3.mjs <program> <arguments>` runs a program with TEST_S3_URL naming a bucket: the one that is set already, else one on a
 * server of our own that is stopped afterwards.
 */
import { spawn } from 'node:child_process';
import { startS3 } from './services/s3.mjs';

const [program, ...args] = process.argv.slice(2);
if (!program) {
  process.stderr.write('Usage: node tools/with-s3.mjs <program> <arguments>\n');
  process.exit(1);
}
const given = process.env.TEST_S3_URL;
const bucket = given
  ? { url: given, stop: async () => {} }
  : await startS3().catch((error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    });
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, TEST_S3_URL: bucket.url } });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => {
  child.once('error', () => resolve(127));
  child.once('exit', (status) => resolve(status ?? 1));
});
await bucket.stop();
process.exit(code);
