import { startApp, type App } from './app';
import { DEMO_PASSWORD, demoPeople } from './demo';
import { ConfigError, readConfig, type Config } from './lib/config';
import { createLog } from './lib/log';
import { readOperatorConfig } from './operator-config';

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

/**
 * Runs the server in this process until it gets a signal: the first one stops it in order, a second one at once.
 *
 * @param root folder that holds `parley.config.ts`
 * @throws ConfigError, RequiredPluginError with one sentence for the operator; what was begun then still holds the process
 */
export const serve = async (env: NodeJS.ProcessEnv, root: string): Promise<void> => {
  const config = readConfig(env, root);
  const operator = await readOperatorConfig(root);
  const log = createLog(config.logLevel);
  const app = await startApp({ config, operator, log, root, developing: env.PARLEY_DEV === '1' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new ConfigError('PORT: another program listens there already. Stop it, or choose another: PORT=4001');
  });
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
