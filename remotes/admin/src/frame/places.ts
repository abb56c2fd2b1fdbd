import type { IconOf } from '@parley/plugin-ui';
import { Inbox, LayoutDashboard, MessageCircle, Puzzle, TriangleAlert, UsersRound } from '@parley/plugin-ui/icons';

/** A page of the console: its address, its name in the words file, and what one must be allowed to see it. */
export interface Place {
  to: string;
  key: 'overview' | 'inbox' | 'inboxes' | 'people' | 'notApplied' | 'plugins';
  icon: IconOf;
  permission: string;
  group: 'top' | 'routing' | 'insight' | 'end';
}

/** All pages, in the order of the sidebar. */
export const places: readonly Place[] = [
  { to: '/overview', key: 'overview', icon: LayoutDashboard, permission: 'console.use', group: 'top' },
  { to: '/inbox', key: 'inbox', icon: Inbox, permission: 'conversations.read.all', group: 'top' },
  { to: '/people', key: 'people', icon: UsersRound, permission: 'people.read', group: 'top' },
  { to: '/inboxes', key: 'inboxes', icon: MessageCircle, permission: 'inboxes.manage', group: 'routing' },
  { to: '/not-applied', key: 'notApplied', icon: TriangleAlert, permission: 'intake.manage', group: 'insight' },
  { to: '/plugins', key: 'plugins', icon: Puzzle, permission: 'plugins.read', group: 'end' },
];
