import type { Router } from 'express';
import type { ParleyConfig } from '@parley/plugin';
import { AssignmentStepResolver, AssignmentTraceResolver } from './assignment/assignment.resolver';
import { AssignmentService } from './assignment/assignment.service';
import { BotResolver } from './bots/bot.resolver';
import { BotService } from './bots/bots.service';
import { DeadLetterResolver } from './channels/dead-letter.resolver';
import { DeadLetterService } from './channels/dead-letter.service';
import { IntakeService } from './channels/intake.service';
import { ChannelNoticeResolver } from './channels/notice.resolver';
import { ReceiptResolver } from './channels/receipt.resolver';
import { ChannelSweep } from './channels/sweep';
import { createWebhookRouter } from './channels/webhook.route';
import { ContactResolver } from './contacts/contact.resolver';
import { ConversationResolver } from './conversations/conversation.resolver';
import { ConversationService } from './conversations/conversation.service';
import { InboxBotResolver, InboxResolver } from './inboxes/inbox.resolver';
import { InboxService } from './inboxes/inbox.service';
import { Jobs } from './jobs/jobs.service';
import type { Kernel } from './kernel';
import { systemClock } from './lib/clock';
import type { ReadyCheck } from './api/http';
import { buildMedia } from './media/media';
import { createMediaRouter } from './media/media.route';
import type { MessageService } from './messages/message.service';
import { buildMessages, messageResolvers } from './messages/messages';
import { OrganizationService } from './organizations/organization.service';
import { AgentResolver, RoleResolver, TeamResolver } from './people/people.resolver';
import { PeopleService } from './people/people.service';
import { tokenOf } from './people/session-http';
import { OrganizationResolver, SessionResolver } from './people/session.resolver';
import { SessionService } from './people/session.service';
import type { PluginHost } from './plugin-host/plugin-host';
import { PluginResolver } from './plugin-host/plugin.resolver';
import { PresenceResolver } from './presence/presence.resolver';
import { PresenceService } from './presence/presence.service';
import { ReplyResolver } from './replies/reply.resolver';
import { ReplyService } from './replies/reply.service';
import { PluginBuildsResolver, UiBuildResolver } from './ui/ui-build.resolver';
import { UiBuildService } from './ui/ui-build.service';
import { UiSlotResolver } from './ui/ui-slot.resolver';

/** The core's resolvers, for every build of the schema. */
export const resolverClasses = [
  SessionResolver,
  OrganizationResolver,
  AgentResolver,
  TeamResolver,
  RoleResolver,
  PresenceResolver,
  InboxResolver,
  InboxBotResolver,
  ContactResolver,
  ConversationResolver,
  ...messageResolvers,
  AssignmentTraceResolver,
  AssignmentStepResolver,
  BotResolver,
  ReplyResolver,
  DeadLetterResolver,
  ChannelNoticeResolver,
  ReceiptResolver,
  PluginResolver,
  UiBuildResolver,
  UiSlotResolver,
  PluginBuildsResolver,
] as const;

/** The rooms of the core, wired to each other. */
export interface Rooms {
  jobs: Jobs;
  organizations: OrganizationService;
  people: PeopleService;
  sessions: SessionService;
  presence: PresenceService;
  inboxes: InboxService;
  conversations: ConversationService;
  messages: MessageService;
  assignment: AssignmentService;
  bots: BotService;
  ui: UiBuildService;
  /** Instances of {@link resolverClasses}. */
  resolvers: object[];
  webhooks: Router;
  media: Router;
  /** What stops the server when it does not work, for `/readyz`. */
  checks: Record<string, ReadyCheck>;
  /** What only slows it. */
  slows: Record<string, ReadyCheck>;
  start(): Promise<void>;
  /** Waits until all that follows from what has happened is done: assignments, bots, plugins, sends, files, and jobs that are due. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** How long plugins have for an answer, in ms; what is absent is as the contract says. */
export interface Deadlines {
  /** A bot's turn. */
  turn?: number;
  /** A search for templates or prepared answers. */
  search?: number;
  /** A template that is filled in. */
  render?: number;
}

/** Builds every room and hands each its neighbours. Nothing runs before `start`. */
export const buildRooms = async (
  kernel: Kernel,
  host: PluginHost,
  operator: ParleyConfig,
  root: string,
  deadlines: Deadlines = {},
): Promise<Rooms> => {
  const { db, clock, log, nodeId, config, cluster } = kernel;
  const jobs = new Jobs({ db, clock, log, nodeId, ...(config.mongodbUrl ? { mongodbUrl: config.mongodbUrl } : {}) });
  const organizations = new OrganizationService(kernel);
  const sessions = new SessionService(kernel, organizations);
  const people = new PeopleService(kernel, sessions);
  const presence = new PresenceService(kernel, jobs, organizations, sessions);
  const inboxes = new InboxService(kernel, host);
  const conversations = new ConversationService(kernel, organizations, jobs, presence);
  const media = buildMedia(kernel, { channels: inboxes, plugins: host, jobs });
  const replies = new ReplyService(host, deadlines);
  const messages = buildMessages(kernel, { channels: inboxes, plugins: host, store: media.store, urls: media.urls, templates: replies });
  const intake = new IntakeService(kernel);
  const letters = new DeadLetterService(kernel, intake, inboxes, host);
  const sweep = new ChannelSweep(kernel, jobs, letters);
  const assignment = new AssignmentService(kernel, host, jobs);
  const bots = new BotService(kernel, { plugins: host, channels: inboxes, inboxBots: inboxes.bots, jobs }, deadlines);
  const ui = new UiBuildService({ kernel, organizations, plugins: host, operator, root });

  const release = (orgId: string, agentId: string, why: string) => conversations.releaseAgent(orgId, agentId, why);
  presence.onGone(release);
  people.onDismissed = release;
  host.wire({ db, jobs, events: kernel.events, secrets: kernel.secrets, cluster });

  const neighbours = { abilities: (channel: string) => inboxes.abilities(channel), typing: messages.signals.typing.bind(messages.signals) };
  return {
    jobs,
    organizations,
    people,
    sessions,
    presence,
    inboxes,
    conversations,
    messages: messages.messages,
    assignment,
    bots,
    ui,
    resolvers: [
      new SessionResolver(kernel, sessions, presence),
      new OrganizationResolver(organizations),
      new AgentResolver(kernel, people, sessions),
      new TeamResolver(kernel, people),
      new RoleResolver(),
      new PresenceResolver(presence),
      new InboxResolver(kernel, inboxes, host),
      new InboxBotResolver(inboxes.bots),
      new ContactResolver(kernel),
      new ConversationResolver(kernel, conversations, neighbours),
      ...messages.resolvers,
      new AssignmentTraceResolver(),
      new AssignmentStepResolver(),
      new BotResolver(kernel, host),
      new ReplyResolver(kernel, replies),
      new DeadLetterResolver(letters),
      new ChannelNoticeResolver(kernel),
      new ReceiptResolver(kernel),
      new PluginResolver(host),
      new UiBuildResolver(ui),
      new UiSlotResolver(kernel, ui, host),
      new PluginBuildsResolver(ui),
    ],
    webhooks: createWebhookRouter({ intake, inboxes, plugins: host, log }),
    media: createMediaRouter({
      kernel,
      ...media,
      authenticate: async (request) => {
        const token = tokenOf(request);
        return token ? sessions.viewerOf(token) : null;
      },
    }),
    checks: {},
    slows: { jobs: () => jobs.health() },
    start: async () => {
      if (cluster.isAlone) await presence.recover();
      await jobs.start();
      await conversations.start();
      await media.start();
      await messages.start();
      await sweep.start();
      await assignment.start();
      await bots.start();
    },
    settled: async () => {
      let more = true;
      const unlisten = kernel.events.listen(() => void (more = true));
      try {
        while (more) {
          more = false;
          await assignment.settled();
          await bots.settled();
          await host.settled();
          await messages.outbox.runDue();
          await media.fetcher.idle();
          // on the machine's clock the queue runs by itself
          if (clock !== systemClock && (await jobs.runDue()) > 0) more = true;
        }
      } finally {
        unlisten();
      }
    },
    stop: async () => {
      await intake.stop();
      await letters.stop();
      await bots.stop();
      await assignment.stop();
      ui.stop();
      await messages.stop();
      await media.stop();
      await jobs.stop();
      inboxes.stop();
    },
  };
};
