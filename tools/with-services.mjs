/**
 * `node tools/with-services.mjs [--mariadb] [--redis] [--mongo] -- <program> <arguments>` runs a program with TEST_DATABASE_URL,
 * TEST_REDIS_URL and TEST_MONGODB_URL naming the services that were asked for. A URL that is set already is used as it is; else a server of
 * our own is started, on a free port of loopback with its files in a temporary folder, and stopped afterwards.
 */
import { spawn } from 'node:child_process';
import { start as startMariadb } from './services/mariadb.mjs';
import { start as startMongo } from './services/mongo.mjs';
import { start as startRedis } from './services/redis.mjs';

const SERVICES = {
  '--mariadb': { variable: 'TEST_DATABASE_URL', start: startMariadb },
  '--redis': { variable: 'TEST_REDIS_URL', start: startRedis },
  '--mongo': { variable: 'TEST_MONGODB_URL', start: startMongo },
};

const words = process.argv.slice(2);
const split = words.indexOf('--');
const names = words.slice(0, Math.max(split, 0));
const [program, ...args] = words.slice(split + 1);
if (split < 0 || !program || names.some((name) => !Object.hasOwn(SERVICES, name))) {
  process.stderr.write('Usage: node tools/with-services.mjs [--mariadb] [--redis] [--mongo] -- <program> <arguments>\n');
  process.exit(1);
}

const running = [];
const env = { ...process.env };
let code = 1;
try {
  for (const { variable, start } of new Set(names.map((name) => SERVICES[name]))) {
    if (env[variable]) continue;
    const service = await start();
    running.push(service);
    env[variable] = service.url;
  }
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  code = await new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (status) => resolve(status ?? 1));
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
} finally {
  for (const service of running) await service.stop();
}
process.exit(code);
