/**
 * `node tools/with-services.mjs [--mariadb] [--redis] [--mongo] [--s3] -- <program> <arguments>` runs a program with TEST_DATABASE_URL,
 * TEST_REDIS_URL, TEST_MONGODB_URL and TEST_S3_URL naming what was asked for. One that is set already is used as it is; else a server of our own is
 * started (see services/) and stopped afterwards.
 */
import { spawn } from 'node:child_process';
import { start as mariadb } from './services/mariadb.mjs';
import { start as mongo } from './services/mongo.mjs';
import { start as redis } from './services/redis.mjs';
import { start as s3 } from './services/s3.mjs';

const SERVICES = {
  '--mariadb': { variable: 'TEST_DATABASE_URL', start: mariadb },
  '--redis': { variable: 'TEST_REDIS_URL', start: redis },
  '--mongo': { variable: 'TEST_MONGODB_URL', start: mongo },
  '--s3': { variable: 'TEST_S3_URL', start: s3 },
};

const fail = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
};

const main = async () => {
  const given = process.argv.slice(2);
  const cut = given.indexOf('--');
  const names = given.slice(0, cut);
  const [program, ...args] = given.slice(cut + 1);
  if (cut < 0 || !program || names.some((name) => !SERVICES[name]))
    return fail(
      `Usage: node tools/with-services.mjs ${Object.keys(SERVICES)
        .map((name) => `[${name}]`)
        .join(' ')} -- <program> <arguments>`,
    );
  const env = { ...process.env };
  const started = [];
  try {
    for (const name of new Set(names)) {
      const { variable, start } = SERVICES[name];
      if (env[variable]) continue;
      const service = await start();
      started.push(service);
      env[variable] = service.url;
    }
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    process.exitCode = await new Promise((resolve) => {
      child.once('error', () => resolve(127));
      child.once('exit', (status) => resolve(status ?? 1));
    });
  } catch (error) {
    fail(error.message);
  } finally {
    for (const service of started.reverse()) await service.stop();
  }
};

await main();
