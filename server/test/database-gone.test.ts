import { connect, createServer, type Server, type Socket } from 'node:net';
import { startTestApp, type TestApp } from './support/app';
import { linePlugin, openLine } from './support/line';

/** A way to the database that can be cut and mended. */
class Cable {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;
  private target = { host: '127.0.0.1', port: 0 };

  async through(url: string): Promise<string> {
    const address = new URL(url);
    this.target = { host: address.hostname, port: Number(address.port || 3306) };
    await this.mend();
    address.hostname = '127.0.0.1';
    address.port = String(this.port);
    return address.href;
  }

  async mend(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.target);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as { port: number }).port;
  }

  async cut(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(null)));
  }
}

const remote = process.env.TEST_DATABASE_URL ? describe : describe.skip;

remote('the database goes away and comes back', () => {
  const cable = new Cable();
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp({ plugins: [linePlugin()], route: (url) => cable.through(url) });
  });
  afterAll(async () => {
    await server.close();
    await cable.cut();
  });

  test('the provider gets 503, agents lose their line, /readyz says why; then all of it returns by itself and nothing is lost', async () => {
    const anaId = await server.agent('ana');
    const admin = await server.signIn('admin');
    const line = await openLine(server, admin, [anaId]);
    const ana = await server.signIn('ana');
    const socket = await ana.connect();
    const closed = new Promise<{ code: number }>((resolve) => socket.on('closed', (event) => resolve(event as { code: number })));
    const message = line.message('4911111', 'written in the dark');

    await cable.cut();
    expect(await line.post([message])).toBe(503);
    expect((await admin.raw('{ conversations { nodes { id } } }')).status).toBe(503);
    await server.app.availability.look();
    expect((await closed).code).toBe(1013);
    await expect(ana.connect()).rejects.toThrow(/closed|503/);
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, Object.keys(((await ready.json()) as { notReady: object }).notReady)]).toEqual([503, ['database']]);

    await cable.mend();
    await server.app.availability.look();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const log = await admin.events();
    await ana.connect();
    expect(await line.post([message])).toBe(200);
    const { nodeId } = await log.until('conversation.assigned');
    const { node } = await ana.ask(
      'query($id: ID!) { node(id: $id) { ... on Conversation { status messages(first: 5) { nodes { text } } } } }',
      { id: nodeId },
    );
    expect(node).toEqual({ status: 'ACTIVE', messages: { nodes: [{ text: 'written in the dark' }] } });
  });
});
