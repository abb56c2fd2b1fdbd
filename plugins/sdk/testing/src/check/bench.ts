import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { startTestServer, type TestServer } from '../server/test-server';
import type { Stage } from './screens';

/** What the server says of the plugin. */
export interface ToldPlugin {
  state: string;
  reason: string | null;
  remedy: string | null;
  step: string | null;
  provides: string[];
  permissions: string[];
}

/** Where the packages of the screens are: folders. */
export interface Screens {
  shell: string;
  /** Shows every slot entry; mounted as the console. */
  gallery: string;
}

const PLUGINS = '{ plugins { id state reason remedy step provides permissions } }';
const CONVERSATION = '{ conversations(first: 1) { nodes { id contact { id } lastMessage { id } } } }';

interface Conversations {
  conversations: { nodes: { id: string; contact: { id: string }; lastMessage: { id: string } }[] };
}

/** A server with the plugin under check and a line for a customer. */
export class Bench {
  private constructor(private readonly server: TestServer) {}

  /**
   * Boots a server.
   *
   * @param root the folder from which the plugin is found
   * @param screens none unless told
   * @throws Error when it does not start
   */
  static async start(root: string, plugin: { name: string; settings?: Record<string, unknown> }, screens: Screens | null): Promise<Bench> {
    const { name, ...rest } = plugin;
    const gallery = { id: 'admin', label: 'Gallery', package: screens?.gallery ?? '', module: './App', permission: 'console.use' };
    return new Bench(
      await startTestServer({
        root,
        plugins: [{ package: name, ...rest }],
        // a browser waits in real time
        clock: 'system',
        tolerant: true,
        ...(screens ? { ui: { shell: screens.shell, remotes: [gallery] } } : {}),
      }),
    );
  }

  /** What the server says of the plugin; undefined when it does not know it. */
  async plugin(id: string): Promise<ToldPlugin | undefined> {
    const { plugins } = await this.server.graphql<{ plugins: (ToldPlugin & { id: string })[] }>(PLUGINS);
    return plugins.find((one) => one.id === id);
  }

  schema(): Promise<IntrospectionQuery> {
    return this.server.graphql<IntrospectionQuery>(getIntrospectionQuery());
  }

  /** A customer writes: what the plugin's screens are then shown for, and to whom. */
  async stage(): Promise<Stage> {
    await this.server.customer('Maya').writes('Hello');
    const { conversations } = await this.server.graphql<Conversations>(CONVERSATION);
    const [conversation] = conversations.nodes;
    if (!conversation) throw new Error('A customer wrote, and no conversation opened');
    return {
      url: this.server.url,
      ...this.server.agents.admin,
      samples: {
        inboxId: this.server.inbox.id,
        conversationId: conversation.id,
        contactId: conversation.contact.id,
        messageId: conversation.lastMessage.id,
      },
    };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
