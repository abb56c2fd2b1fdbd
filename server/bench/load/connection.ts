import { connect, type Socket } from 'node:net';

/**
 * One keep-alive connection that has at most one request under way, on a raw socket: a client library would cost as much as the server that
 * is measured.
 */
export class Connection {
  busy = false;
  private buffered = '';
  private answered: (status: number) => void = () => undefined;
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.read(bytes));
    socket.on('close', () => this.end(0));
    socket.on('error', () => undefined);
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  /** Sends a request as it stands; tells the status, 0 when the connection broke. */
  send(request: Buffer, answered: (status: number) => void): void {
    this.busy = true;
    this.answered = answered;
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    this.buffered += bytes.toString('latin1');
    const end = this.buffered.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.buffered.slice(0, end))?.[1] ?? 0);
    if (this.buffered.length < end + 4 + length) return;
    const status = Number(this.buffered.slice(9, 12));
    this.buffered = '';
    this.end(status);
  }

  private end(status: number): void {
    if (!this.busy) return;
    this.busy = false;
    this.answered(status);
  }
}
