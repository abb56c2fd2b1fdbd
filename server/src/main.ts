import 'reflect-metadata';
import { dirname, join } from 'node:path';
import { startApp, type App } from './app';
import { DEMO_PASSWORD, demoPeople } from './demo';
import { ConfigError, readConfig, type Config } from './lib/config';
import { createLog } from './lib/log';
import { readOperatorConfig } from './operator-config';
import { RequiredPluginError } from './plugin-host/status';

/** The repository's root, or wherever the operator's configuration lies. */
const root = process.env.PARLEY_ROOT ?? join(dirname(__dirname), '..');

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

const table = (config: Config, app: App, phone: string | null): string => {
  const rows = [
    ['Workbench', `${config.publicUrl}/workbench/${config.demo ? '?account=123456' : ''}`],
    ['Admin', `${config.publicUrl}/admin/${config.demo ? '?account=123456' : ''}`],
    ...(config.demo && phone ? [['Phone', `${config.publicUrl}${phone}`]] : []),
    ['GraphQL', `${config.publicUrl}/graphql`],
  ];
  const lines = rows.map(([label, address]) => `  ${(label ?? '').padEnd(12)}${address}`);
  if (config.demo) {
    const people = demoPeople(undefined).people.map(({ username, role }) => `${username} (${role.replace('_', ' ')})`);
    lines.push(
      '',
      `  Sign in with account 123456, password ${DEMO_PASSWORD}, as ${people.join(', ')}.`,
      '  Demo data, known passwords: this server listens on this machine only.',
    );
  }
  if (app.setupLink) lines.push('', '  Create the first organization and its admin (works once):', `  ${app.setupLink}`);
  return `\n  Parley is ready.\n\n${lines.join('\n')}\n\n`;
};

const main = async (): Promise<void> => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 22))
    fail(`This is Node ${process.versions.node}; Parley brings its own: start it with npm start.`);
  const config = readConfig(process.env, root);
  const operator = await readOperatorConfig(root);
  const log = createLog(config.logLevel);
  const app = await startApp({ config, operator, log, root });
  process.stdout.write(table(app.kernel.config, app, operator.demo?.phoneUrl ?? null));

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'an error that nobody handled'));
};

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof RequiredPluginError) fail(error.message);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') fail(`PORT: another program listens there already. Stop it, or choose another: PORT=4001 npm start`);
  process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  process.exit(1);
});
