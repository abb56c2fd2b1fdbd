import { setTimeout as pause } from 'node:timers/promises';
import { spread } from '../stats.ts';
import { Connection } from './connection.ts';
import type { Round, RoundResult } from './messages.ts';
import { prepare } from './requests.ts';
import type { Watch } from './watch.ts';

/** Connections of a round with a constant rate: enough that a request is late only when the server is. */
const RATE_CONNECTIONS = 128;
const LATE_MS = 10_000;

/** Runs one round: warm-up, measured time, and then until everything that was sent is answered and seen. */
export const runRound = async (round: Round, watch: Watch): Promise<RoundResult> => {
  const requests = prepare(round.requests, round.prepared);
  const sent = new Float64Array(requests.length);
  const http = new Float64Array(requests.length);
  watch.begin(round.requests.series, requests.length);
  const count = round.pace.kind === 'closed' ? round.pace.connections : RATE_CONNECTIONS;
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(round.port)));
  const from = performance.now() + round.warmMs;
  const until = from + round.measureMs;
  let next = 0;
  let open = 0;
  let refused = 0;
  let finished = 0;
  const send = (connection: Connection, n: number, at: number, then: () => void): void => {
    sent[n] = at;
    open++;
    connection.send(requests[n] as Buffer, (status) => {
      open--;
      const now = performance.now();
      if (status === 200) {
        http[n] = now;
        if (now >= from && now < until) finished++;
      } else refused++;
      if (status !== 0) then();
    });
  };
  const framesAt = setTimeout(() => watch.mark(), round.warmMs);

  if (round.pace.kind === 'closed') {
    const go = (connection: Connection): void => {
      const now = performance.now();
      if (now < until && next < requests.length) send(connection, next++, now, () => go(connection));
    };
    for (const connection of connections) go(connection);
    await pause(until - performance.now());
  } else await keepPace(round, connections, requests.length, send, until);
  const frames = watch.sinceMark();
  const ranOut = next >= requests.length && round.pace.kind === 'closed';
  const end = performance.now() + LATE_MS;
  while (open > 0 && performance.now() < end) await pause(5);

  const measured = (n: number): boolean => (sent[n] as number) >= from && (sent[n] as number) < until && (http[n] as number) > 0;
  const numbers = Array.from(requests.keys()).filter(measured);
  while (watch.watches && numbers.some((n) => watch.seen(n) === 0) && performance.now() < end) await pause(20);
  clearTimeout(framesAt);
  for (const connection of connections) connection.close();
  const seconds = round.measureMs / 1000;
  return {
    perSecond: finished / seconds,
    answered: finished,
    refused,
    ranOut,
    http: spread(numbers.map((n) => (http[n] as number) - (sent[n] as number))),
    socket: spread(watch.watches ? numbers.flatMap((n) => watch.times(n).map((time) => time - (sent[n] as number))) : []),
    framesPerSecond: frames / seconds,
    unseen: watch.watches ? numbers.filter((n) => watch.seen(n) === 0).length : 0,
  };
};

/** Sends each request when it is due; one that finds no free connection waits, and its time counts from when it was due. */
const keepPace = async (
  round: Round,
  connections: readonly Connection[],
  count: number,
  send: (connection: Connection, n: number, at: number, then: () => void) => void,
  until: number,
): Promise<void> => {
  const gap = round.pace.kind === 'rate' ? 1000 / round.pace.perSecond : 0;
  const begin = until - round.measureMs - round.warmMs;
  const free = [...connections];
  const late: number[] = [];
  const give = (connection: Connection): void => {
    const n = late.shift();
    if (n === undefined) free.push(connection);
    else send(connection, n, begin + n * gap, () => give(connection));
  };
  for (let n = 0; n < count && performance.now() < until;) {
    for (; n < count && begin + n * gap <= performance.now(); n++) {
      const connection = free.pop();
      if (connection) send(connection, n, begin + n * gap, () => give(connection));
      else late.push(n);
    }
    await pause(1);
  }
};
