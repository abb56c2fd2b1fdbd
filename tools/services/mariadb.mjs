import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { find, installFromDebian, newFolder, root, runServer } from './service.mjs';

const SERVERS = [
  '/usr/sbin/mariadbd',
  '/usr/sbin/mysqld',
  '/usr/local/bin/mariadbd',
  '/opt/homebrew/bin/mariadbd',
  '/usr/libexec/mariadbd',
];
const SETUPS = [
  '/usr/bin/mariadb-install-db',
  '/usr/bin/mysql_install_db',
  '/usr/local/bin/mariadb-install-db',
  '/opt/homebrew/bin/mariadb-install-db',
];

/** Starts a MariaDB of our own, installed from Debian where it is missing and allowed; its shape is `runServer`'s. */
export const start = async () => {
  if (!find(SERVERS) || !find(SETUPS)) installFromDebian('mariadb-server');
  const program = find(SERVERS);
  const setup = find(SETUPS);
  if (!program || !setup)
    throw new Error(
      'No MariaDB was found: install mariadb-server, or set TEST_DATABASE_URL to mysql://user:password@host:port/ of a server to test on.',
    );
  const folder = newFolder('mariadb');
  const data = join(folder, 'data');
  const log = join(folder, 'server.log');
  const user = root ? ['--user=root'] : [];
  const made = spawnSync(
    setup,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`MariaDB could not make its files in ${data}:\n${made.stdout}${made.stderr}`);
  return runServer({
    name: 'MariaDB',
    folder,
    program,
    log,
    greets: true,
    url: (port) => `mysql://root@127.0.0.1:${port}/`,
    args: (port) => [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      `--socket=${join(folder, 's.sock')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--log-error=${log}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-log-bin',
      '--max-connections=400',
      '--innodb-buffer-pool-size=128M',
    ],
  });
};
