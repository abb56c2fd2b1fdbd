import { defineBot, definePlugin, type BotAction, type BotTurn, type ChannelAbilities, type PluginContext } from '@parley/plugin';
import { z } from 'zod';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';
import type { TestApp } from '../support/app';
import type { Client } from '../support/client';

export const GREETER = 'helper/greeter';

/** What the bot of a test hears and does; a test writes `answer` anew. */
export interface BotScript {
  turns: BotTurn[];
  /** With which settings each turn was called. */
  settings: Record<string, unknown>[];
  answer: (turn: BotTurn, ctx: PluginContext) => BotAction[] | Promise<BotAction[]>;
}

export const newBotScript = (): BotScript => ({ turns: [], settings: [], answer: () => [] });

/** A plugin with one bot, `helper/greeter`, that does what the script says. */
export const botPlugin = (script: BotScript): GivenPlugin => ({
  manifest: { id: 'helper', prefix: 'helper', contract: '^1.0' },
  definition: definePlugin({
    bots: [
      defineBot({
        id: 'greeter',
        label: 'Greeter',
        settings: z.object({
          greeting: z.string().min(2).default('Hello'),
          apiKey: z.string().meta({ secret: true }).optional(),
        }),
        turn: async (ctx, turn, settings) => {
          script.turns.push(turn);
          script.settings.push(settings);
          return script.answer(turn, ctx);
        },
      }),
    ],
  }),
});

/** A channel on which choices can be tapped: three buttons, a list of ten. */
export const TAPS: ChannelAbilities = {
  serviceWindowMs: 86_400_000,
  maxTextLength: 4096,
  choices: { buttons: 3, list: 10, buttonTitleLength: 20, listTitleLength: 24, textLength: 1024 },
};

interface BotSetting {
  inbox: { bot: { id: string; label: string; available: boolean; settings: Record<string, unknown> } | null } | null;
  errors: { code: string; message: string; path: string[] | null }[];
}

/** Sets the bot of an inbox through the API. */
export const setBot = async (client: Client, inboxId: string, bot: string | null, settings?: unknown): Promise<BotSetting> =>
  (
    await client.ask<{ inboxBotSet: BotSetting }>(
      `mutation($input: InboxBotSetInput!) { inboxBotSet(input: $input) {
        inbox { bot { id label available settings } } errors { code message path } } }`,
      { input: { inboxId, bot, settings } },
    )
  ).inboxBotSet;

export interface ShownConversation {
  id: string;
  status: string;
  tags: string[];
  closeReason: string | null;
  pendingSince: string | null;
  unreadCount: number;
  assignee: { name: string } | null;
  contact: { name: string; attributes: Record<string, string> };
  assignmentTrace: { outcome: string; why: string }[];
  messages: {
    nodes: {
      direction: string;
      kind: string;
      text: string | null;
      content: unknown;
      author: { __typename: string; id: string; name: string } | null;
    }[];
  };
}

const SHOWN = `id status tags closeReason pendingSince unreadCount assignee { name } contact { name attributes } assignmentTrace { outcome why }
  messages(first: 50) { nodes { direction kind text content author { __typename id name } } }`;

/** The conversations of an inbox, oldest first, as an admin sees them. */
export const conversationsOn = async (admin: Client, inboxId: string): Promise<ShownConversation[]> => {
  const { conversations } = await admin.ask<{ conversations: { nodes: ShownConversation[] } }>(
    `query($filter: ConversationFilter) { conversations(filter: $filter, first: 4) { nodes { ${SHOWN} } } }`,
    { filter: { inboxId } },
  );
  return conversations.nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** The latest conversation of an inbox, once no bot is at work and nothing waits for an agent. */
export const current = async (server: TestApp, admin: Client, inboxId: string): Promise<ShownConversation> => {
  await server.app.rooms.bots.settled();
  await server.app.rooms.assignment.settled();
  const found = (await conversationsOn(admin, inboxId)).at(-1);
  if (!found) throw new Error('no conversation');
  // the next one is later
  server.clock.advance(1);
  return found;
};

/** What we said in a conversation. */
export const said = (conversation: ShownConversation): (string | null)[] =>
  conversation.messages.nodes.filter(({ direction }) => direction === 'OUT').map(({ text }) => text);

/** Why the bot gave a conversation to people; undefined: it has not. */
export const handOverOf = ({ assignmentTrace }: ShownConversation): string | undefined =>
  assignmentTrace.find(({ outcome }) => outcome === 'HANDED_OVER')?.why;

/** A promise, and what resolves it. */
export const gate = (): { opened: Promise<void>; open: () => void } => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};
