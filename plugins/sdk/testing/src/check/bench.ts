import { join } from 'node:path';
import { createLog, readConfig, startApp, type App } from '@parley/server';
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { Line, LINE } from '../server/line';

const ACCOUNT = '424242';
const PASSWORD = 'a password of the check';

/** What the server says of the plugin. */
export interface ToldPlugin {
  state: string;
  reason: string | null;
  remedy: string | null;
  step: string | null;
  provides: string[];
  permissions: string[];
  slots: { slot: string; label: string; component: string }[];
}

const PLUGINS = '{ plugins { id state reason remedy step provides permissions slots { slot label component } } }';

/** Where the packages of the screens are: folders. */
export interface Screens {
  shell: string;
  /** Shows every slot entry; mounted as the console. */
  gallery: string;
}

/** A server with the plugin under check and a line for a customer. */
export class Bench {
  private constructor(
    private readonly app: App,
    private readonly line: Line,
    private readonly token: string,
  ) {}

  /**
   * Boots a server on an embedded database.
   *
   * @param root the folder from which the plugin is found; its data lie in there too
   * @param ui the packages of the screens; none unless told
   * @throws Error when it does not start
   */
  static async start(root: string, plugin: { name: string; settings?: Record<string, unknown> }, ui?: Screens): Promise<Bench> {
    const env = { DATA_DIR: join(root, 'data'), PORT: '0', DEMO: '0', LOG_LEVEL: 'silent' };
    const line = new Line({});
    const app = await startApp({
      config: readConfig(env, root),
      log: createLog('silent', false),
      root,
      plugins: [line.plugin()],
      operator: {
        plugins: [{ package: plugin.name, ...(plugin.settings ? { settings: plugin.settings } : {}) }],
        ...(ui
          ? {
              ui: {
                shell: ui.shell,
                remotes: [{ id: 'admin', label: 'Gallery', package: ui.gallery, module: './App', permission: 'console.use' }],
              },
            }
          : {}),
      },
    });
    const { organizations, people } = app.rooms;
    const { organization, roles } = await app.kernel.db.write((manager) =>
      organizations.create(manager, { account: ACCOUNT, name: 'Check' }),
    );
    const team = await people.createTeam(organization.id, null, { name: 'Check', roleId: roles['admin']?.id ?? '' });
    await people.createAgent(organization.id, null, { name: 'Admin', username: 'admin', password: PASSWORD, teamId: team.id });
    const bench = new Bench(app, line, '');
    const { sessionCreate } = await bench.ask<{ sessionCreate: { token: string } }>(
      'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { token } }',
      { input: { account: ACCOUNT, username: 'admin', password: PASSWORD, app: 'api' } },
    );
    return new Bench(app, line, sessionCreate.token);
  }

  get url(): string {
    return this.app.kernel.config.publicUrl.replace('localhost', '127.0.0.1');
  }

  /** How a browser signs in. */
  get admin(): { account: string; username: string; password: string } {
    return { account: ACCOUNT, username: 'admin', password: PASSWORD };
  }

  /** What the server says of the plugin; undefined when it does not know it. */
  async plugin(id: string): Promise<ToldPlugin | undefined> {
    const { plugins } = await this.ask<{ plugins: (ToldPlugin & { id: string })[] }>(PLUGINS);
    return plugins.find((one) => one.id === id);
  }

  schema(): Promise<IntrospectionQuery> {
    return this.ask<IntrospectionQuery>(getIntrospectionQuery());
  }

  /** A customer writes; what the plugin's screens are then shown for. */
  async samples(): Promise<Record<'conversationId' | 'contactId' | 'inboxId' | 'messageId', string>> {
    const { inboxCreate } = await this.ask<{ inboxCreate: { inbox: { id: string; webhookUrl: string } } }>(
      'mutation ($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id webhookUrl } } }',
      { input: { name: 'Check', ...LINE, settings: this.line.settings } },
    );
    const webhook = this.url + new URL(inboxCreate.inbox.webhookUrl).pathname;
    await this.line.writes(webhook, this.app.kernel.clock.now(), 'Maya', { text: 'Hello' });
    const { conversations } = await this.ask<{
      conversations: { nodes: { id: string; contact: { id: string }; lastMessage: { id: string } }[] };
    }>('{ conversations(first: 1) { nodes { id contact { id } lastMessage { id } } } }');
    const [conversation] = conversations.nodes;
    if (!conversation) throw new Error('no conversation opened');
    return {
      inboxId: inboxCreate.inbox.id,
      conversationId: conversation.id,
      contactId: conversation.contact.id,
      messageId: conversation.lastMessage.id,
    };
  }

  stop(): Promise<void> {
    return this.app.stop();
  }

  private async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
    if (!data || errors) throw new Error(errors?.map(({ message }) => message).join('; ') ?? `the server answered ${response.status}`);
    return data;
  }
}
