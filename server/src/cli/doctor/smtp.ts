import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';

/** The last line of an answer has a blank behind its code, the others a dash. */
const LAST = /^(\d{3}) /;

/**
 * Connects to a mail server, says EHLO and leaves. Nothing is sent, nobody is signed in.
 *
 * @param url `smtp://user:password@host:587` or `smtps://…`
 * @throws Error when it is not there, or does not answer like a mail server
 */
export const greetMailServer = async (url: string): Promise<void> => {
  const { protocol, hostname: host, port } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const at = { host, port: Number(port) || (isSecure ? 465 : 587) };
  const socket: Socket = isSecure ? connectTls({ ...at, servername: host }) : connectTcp(at);
  try {
    await once(socket, isSecure ? 'secureConnect' : 'connect');
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const expect = async (code: string): Promise<void> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('it closed the connection');
        const found = LAST.exec(value)?.[1];
        if (found === code) return;
        if (found !== undefined || !/^\d{3}-/.test(value)) throw new Error(`it said: ${value.slice(0, 120)}`);
      }
    };
    await expect('220');
    socket.write(`EHLO ${hostname()}\r\n`);
    await expect('250');
    socket.write('QUIT\r\n');
  } finally {
    socket.destroy();
  }
};
