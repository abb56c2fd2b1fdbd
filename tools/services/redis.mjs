import { join } from 'node:path';
import { find, installFromDebian, newFolder, runServer } from './service.mjs';

const SERVERS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server', '/usr/bin/valkey-server'];

/** Starts a Redis of our own, installed from Debian where it is missing and allowed; its shape is `runServer`'s. It keeps nothing on disk. */
export const start = async () => {
  if (!find(SERVERS)) installFromDebian('redis-server');
  const program = find(SERVERS);
  if (!program)
    throw new Error('No Redis was found: install redis-server, or set TEST_REDIS_URL to redis://host:port of a server to test on.');
  const folder = newFolder('redis');
  const log = join(folder, 'server.log');
  return runServer({
    name: 'Redis',
    folder,
    program,
    log,
    url: (port) => `redis://127.0.0.1:${port}`,
    args: (port) => ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--logfile', log, '--save', '', '--appendonly', 'no'],
  });
};
