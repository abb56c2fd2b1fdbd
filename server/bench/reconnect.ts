/**
 * `node server/bench/reconnect.ts [sockets] [seconds] [missed] [--organizations 10] [--away restart|long] [--mariadb]`: so many workbenches come
 * back within so many seconds (5,000 in 30, having missed 20 events, unless told otherwise), each from its cursor: after their server was started anew, or after they were away
 * for long and are Offline. Needs the built server; a database of its own, on the MariaDB that TEST_DATABASE_URL names where asked.
 */
import { parseArgs } from 'node:util';
import { reconnectStorm, stormLine } from './benches/reconnect.ts';
import { tableOf } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    organizations: { type: 'string', default: '10' },
    away: { type: 'string', default: 'restart' },
    mariadb: { type: 'boolean', default: false },
  },
});
const [sockets = 5000, seconds = 30, missed = 20] = positionals.map(Number);
const away = values.away === 'long' ? 'long' : 'restart';
const report = await reconnectStorm(values.mariadb ? 'mariadb' : 'sqlite', process.env.TEST_DATABASE_URL, {
  sockets,
  seconds,
  organizations: Number(values.organizations),
  missed,
  away,
});
const line = stormLine(`${sockets} sockets within ${seconds} s, ${missed} events missed, ${away}`, sockets, report);
process.stdout.write(`${tableOf('reconnect', [line])}\n`);
process.exit(line.budget?.verdict === 'missed' ? 1 : 0);
