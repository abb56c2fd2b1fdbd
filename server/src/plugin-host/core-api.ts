import type { CoreApi } from '@parley/plugin';
import type { GraphQLFormattedError } from 'graphql';
import type { Ask } from '../api/graphql';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Db } from '../lib/db';
import type { MessageService } from '../messages/message.service';
import type { Permission } from '../people/permissions';
import type { SessionService } from '../people/session.service';
import { PLUGIN_APP, type Viewer } from '../people/viewer';
import type { Caller, CoreApiFactory } from './context';

/** The rooms that do things for plugins. */
export interface CoreRooms {
  db: Db;
  messages: Pick<MessageService, 'sendText'>;
  sessions: Pick<SessionService, 'viewerOfAgent'>;
  ask: Ask;
}

/** The plugin itself as somebody who asks the API: it may what its manifest `needs`, and is an agent of nobody. */
const pluginViewer = async (db: Db, orgId: string, { plugin }: Caller): Promise<Viewer> => ({
  agentId: plugin.id,
  orgId,
  sessionId: '',
  app: PLUGIN_APP,
  permissions: new Set(plugin.manifest.needs as Permission[]),
  hidePhone: false,
  inboxIds: new Set((await db.read.find(InboxRow, { select: { id: true }, where: { orgId } })).map(({ id }) => id)),
});

/**
 * What the core does for plugins. Calls reach it only inside an organization.
 *
 * @param rooms asked at each call: contexts are made before the rooms are
 */
export const coreApi =
  (rooms: () => CoreRooms): CoreApiFactory =>
  (caller): CoreApi => {
    const orgId = caller.organizationId ?? '';
    return {
      sendText: (input) => rooms().messages.sendText(orgId, caller.plugin.id, input),
      graphql: async <T>(document: string, variables: Record<string, unknown> = {}) => {
        const { db, sessions, ask } = rooms();
        const viewer =
          caller.actor.kind === 'agent' ? await sessions.viewerOfAgent(orgId, caller.actor.id) : await pluginViewer(db, orgId, caller);
        if (!viewer) throw new Error('ctx.core.graphql: the agent who asked is not active any more');
        const { data, errors } = await ask(viewer, document, variables, (caller.nesting ?? 0) + 1);
        if (errors.length > 0) throw new Error(errors.map((error) => sentence(error, viewer)).join('; '));
        return data as T;
      },
    };
  };

const sentence = ({ message, extensions }: GraphQLFormattedError, viewer: Viewer): string =>
  viewer.app === PLUGIN_APP && extensions?.code === 'FORBIDDEN'
    ? 'ctx.core.graphql: it lacks a permission; name it in "needs" of the manifest (schema/permissions.md says which)'
    : message;
