import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Told of each text frame; `bytes` is only good until it returns. */
type OnFrame = (bytes: Buffer) => void;

/**
 * A client of `graphql-transport-ws` on a raw socket, just enough to subscribe and to see each frame: with a hundred subscribers a library
 * would take more time than the server has.
 */
export class Subscriber {
  frames = 0;
  /** Told when the server, or the way to it, ends the socket. */
  onClose: () => void = () => undefined;
  private rest: Buffer = Buffer.alloc(0);
  private upgraded = false;
  private onFrame: OnFrame = () => undefined;
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.read(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => this.onClose());
  }

  /** Opens a socket and signs in. @throws Error when the server refuses */
  static async open(port: number, token: string): Promise<Subscriber> {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const opening = connect(port, '127.0.0.1');
      opening.once('error', reject);
      opening.once('connect', () => resolve(opening));
    });
    const subscriber = new Subscriber(socket);
    const acknowledged = new Promise<void>((resolve, reject) => {
      subscriber.onFrame = (bytes) => {
        if (bytes.includes('"connection_ack"')) resolve();
      };
      socket.once('close', () => reject(new Error('the server closed a socket')));
    });
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
    );
    subscriber.write({ type: 'connection_init', payload: { token } });
    await acknowledged;
    return subscriber;
  }

  /** Subscribes to a document; each frame goes to `onFrame`. */
  subscribe(query: string, onFrame: OnFrame, variables: Record<string, string> = {}): void {
    this.onFrame = onFrame;
    this.write({ id: 's', type: 'subscribe', payload: { query, variables } });
  }

  close(): void {
    this.socket.destroy();
  }

  private write(message: object): void {
    const payload = Buffer.from(JSON.stringify(message));
    const mask = randomBytes(4);
    const head =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length])
        : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
    for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] as number) ^ (mask[i & 3] as number);
    this.socket.write(Buffer.concat([head, mask, payload]));
  }

  private read(bytes: Buffer): void {
    let data = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    if (!this.upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return void (this.rest = data);
      this.upgraded = true;
      data = data.subarray(end + 4);
    }
    let at = 0;
    while (data.length - at >= 2) {
      let length = (data[at + 1] as number) & 127;
      let head = 2;
      if (length === 126) {
        if (data.length - at < 4) break;
        length = data.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (data.length - at < 10) break;
        length = Number(data.readBigUInt64BE(at + 2));
        head = 10;
      }
      if (data.length - at < head + length) break;
      const opcode = (data[at] as number) & 15;
      if (opcode === 1) {
        this.frames++;
        this.onFrame(data.subarray(at + head, at + head + length));
      } else if (opcode === 9) this.socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
      at += head + length;
    }
    this.rest = at < data.length ? Buffer.from(data.subarray(at)) : Buffer.alloc(0);
  }
}
