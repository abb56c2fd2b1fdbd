/** A Redis of our own for tests. */
import { join } from 'node:path';
import { find, installFromDebian, runServer } from './common.mjs';

/** Starts it, see {@link runServer}. Every write is in its file before it is answered. Options: `port`. */
export const start = async (options = {}) => {
  if (!find('redis-server', 'valkey-server')) installFromDebian('redis-server');
  const server = find('redis-server', 'valkey-server');
  if (!server)
    throw new Error('No Redis was found: install redis-server, or set TEST_REDIS_URL to redis://host:port of a server to test on.');
  return runServer('Redis', {
    ...options,
    url: (port) => `redis://127.0.0.1:${port}`,
    hello: 'PING\r\n',
    command: (folder, port) => [
      server,
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--logfile', join(folder, 'server.log')],
        ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
      ],
    ],
  });
};
