import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { NodeProcess } from './node-process';

/** What stands in front of the servers: gives each connection to one that is ready, in turn. It understands nothing of what goes through. */
export class Gateway {
  private turn = 0;
  private readonly open = new Set<Socket>();
  private constructor(
    private readonly nodes: readonly NodeProcess[],
    private readonly server: Server,
  ) {}

  static async open(nodes: readonly NodeProcess[]): Promise<Gateway> {
    const server = createServer();
    const gateway = new Gateway(nodes, server);
    server.on('connection', (socket) => gateway.take(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(socket: Socket): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
    socket.on('error', () => undefined);
    const ready = this.nodes.filter((node) => node.ready);
    const node = ready[this.turn++ % Math.max(1, ready.length)];
    if (!node) return void socket.destroy();
    const upstream = connect(node.port, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream);
    upstream.pipe(socket);
  }
}
