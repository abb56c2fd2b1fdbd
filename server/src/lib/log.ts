import { pino, type Logger } from 'pino';

export type { Logger };

/** Keys that never reach a log, wherever they stand in its fields. */
const HIDDEN = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'body',
  'text',
  'phone',
  'name',
  'email',
  'username',
  'query',
  'variables',
];

/** JSON lines; readable when somebody looks at them in a terminal. */
export const createLog = (level: string, pretty = process.stdout.isTTY === true): Logger =>
  pino({
    level,
    base: null,
    redact: { paths: HIDDEN.flatMap((key) => [key, `*.${key}`]), censor: '[hidden]' },
    ...(pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { colorize: true, translateTime: 'SYS:HH:MM:ss', singleLine: true, ignore: 'pid,hostname' },
          },
        }
      : {}),
  });
