/** A MariaDB of our own for tests. */
import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { find, installFromDebian, root, runServer } from './common.mjs';

/** Starts it, see {@link runServer}; `url` names no database, for each test makes its own. Options: `port`. */
export const start = async (options = {}) => {
  const programs = () => [find('mariadbd', 'mysqld'), find('mariadb-install-db', 'mysql_install_db')];
  if (!programs().every(Boolean)) installFromDebian('mariadb-server');
  const [server, setup] = programs();
  if (!server || !setup)
    throw new Error(
      'No MariaDB was found: install mariadb-server, or set TEST_DATABASE_URL to mysql://user:password@host:port/ of a server to test on.',
    );
  const user = root ? ['--user=root'] : [];
  return runServer('MariaDB', {
    ...options,
    url: (port) => `mysql://root@127.0.0.1:${port}/`,
    setUp: (folder) => {
      if (root) chownSync(folder, 0, 0);
      const args = [
        '--no-defaults',
        `--datadir=${join(folder, 'data')}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...user,
      ];
      const made = spawnSync(setup, args, { encoding: 'utf8' });
      if (made.status !== 0) throw new Error(`MariaDB could not make its files in ${folder}:\n${made.stdout}${made.stderr}`);
    },
    command: (folder, port) => [
      server,
      [
        '--no-defaults',
        ...user,
        `--datadir=${join(folder, 'data')}`,
        `--socket=${join(folder, 's.sock')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--log-error=${join(folder, 'server.log')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-log-bin',
        '--max-connections=400',
        '--innodb-buffer-pool-size=128M',
      ],
    ],
  });
};
