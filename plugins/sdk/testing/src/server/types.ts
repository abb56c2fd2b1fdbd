import type { ChannelAbilities, OutboundMessage, ParleyConfig, PluginEntry } from '@parley/plugin';
import type { App, GivenPlugin, PluginStatus } from '@parley/server';
import type { Heard } from './simulated';

/** Who asks the API. */
export type TestUser = 'admin' | 'ana' | 'ben';

export interface TestServerOptions {
  /**
   * Folders or package names, loaded as a server loads them, with settings if they need some: `'.'`, `{ package: '.', settings }`. Or
   * plugins in memory: `{ manifest, definition }`.
   */
  plugins: readonly (string | PluginEntry | GivenPlugin)[];
  /** The folder from which paths and packages are found; the working folder unless told. */
  root?: string;
  /** True: customers write over a simulated WhatsApp instead of the built-in line. Needs @parley/whatsapp and @parley/simulator. */
  simulator?: boolean;
  /** What the line can do; a service window of a day unless told. */
  abilities?: ChannelAbilities;
  /** `manual` unless told: time stands still until the test moves it. */
  clock?: 'manual' | 'system';
  /** The screens; none unless told. */
  ui?: ParleyConfig['ui'];
  /** `silent` unless told. */
  logLevel?: string;
  /** True: starts although a plugin does not run; look at {@link TestServer.plugin}. */
  tolerant?: boolean;
}

/** A customer on the line, or with a simulated phone. */
export interface TestCustomer {
  /** Writes a text, or something else in the channel's own shape; resolves when the server has it. */
  writes(message: string | Record<string, unknown>): Promise<void>;
  /** What came, in order. */
  heard(): Promise<Heard[]>;
}

/** An event of the organization's log. */
export interface TestEvent {
  type: string;
  nodeId: string;
  /** Epoch ms. */
  at: number;
  data: Record<string, unknown> | null;
}

/** A whole server for a test: an organization, an admin, two agents, and an inbox at which customers write. */
export interface TestServer {
  /** Its address, without a slash at the end. */
  readonly url: string;
  readonly organizationId: string;
  /** The inbox at which customers write. */
  readonly inbox: { readonly id: string; readonly webhookUrl: string };
  readonly agents: Readonly<Record<TestUser, { id: string; account: string; username: string; password: string }>>;
  /** The server itself, for what nothing else here tells. */
  readonly app: App;
  readonly clock: {
    now(): number;
    /** Moves the time, and waits until all is done that is due by then. */
    advance(ms: number): Promise<void>;
  };
  /**
   * Asks the API; as the admin unless told.
   *
   * @throws Error with the messages of the answer's errors
   */
  graphql<T = Record<string, unknown>>(query: string, variables?: Record<string, unknown>, as?: TestUser): Promise<T>;
  /** Opens the workbench of somebody: they take conversations from now on. */
  online(user: TestUser): Promise<void>;
  /** Closes it. */
  offline(user: TestUser): Promise<void>;
  customer(name: string): TestCustomer;
  /** What went out on the line, in order. */
  sent(): readonly OutboundMessage[];
  /** The organization's log, oldest first. */
  events(): Promise<TestEvent[]>;
  /** How a plugin is: its state, and what is wrong. */
  plugin(id: string): PluginStatus;
  /** Waits until all is done that follows from what has happened: assignments, bots, event handlers, sends, jobs that are due. */
  settled(): Promise<void>;
  /** Stops it and starts it again on the same data. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}
