import type { InboxService } from '../inboxes/inbox.service';
import type { PluginHost } from '../plugin-host/plugin-host';

export type { ChannelEnd } from '../inboxes/channel-access';

/** What this room asks of the inboxes: the channel behind one, and what a channel can do. */
export type InboxChannels = Pick<InboxService, 'channelInbox' | 'abilities'>;

/** The guarded way into a plugin. */
export type PluginCaller = Pick<PluginHost, 'call'>;
