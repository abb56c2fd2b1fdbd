/** Everything that may be allowed, with what it means to an admin who reads the list. */
export const PERMISSIONS = {
  'workbench.use': 'Sign in to the agent workbench',
  'console.use': 'Sign in to the admin console',
  'conversations.read.all': 'Read every conversation',
  'conversations.read.owned': 'Read conversations of the customers one owns',
  'queue.read': 'See unassigned conversations of the own inboxes',
  'queue.claim': 'Take an unassigned conversation',
  'conversation.send': 'Write to customers in the own conversations',
  'conversation.close.own': 'Close the own conversations',
  'conversation.close.any': "Close anybody's conversation",
  'conversation.transfer': 'Hand a conversation to another agent',
  'contact.owner.change': "Change any customer's owner",
  'contact.owner.change.own': "Change the owner of one's own customers",
  'contacts.read.all': 'Read every contact',
  'people.read': 'See the agents, teams and roles',
  'people.manage': 'Create and change agents, teams and sessions',
  'inboxes.read': 'See the inboxes',
  'inboxes.manage': 'Create and change inboxes, their agents and rules',
  'plugins.read': 'See the plugins and their state',
  'plugins.manage': 'Switch plugins on and off, change their settings, replay what they failed on, and choose which screens are shown',
  'intake.manage': 'See and replay what could not be applied',
  'message.raw': 'See what the channel gave for a message',
  'organization.manage': 'Change the organization',
  'events.read': 'Read the event log',
} as const;

export type Permission = keyof typeof PERMISSIONS;

const everything = Object.keys(PERMISSIONS) as Permission[];
const agent: Permission[] = ['workbench.use', 'conversation.send', 'conversation.close.own', 'people.read', 'inboxes.read', 'events.read'];

/** The roles that every organization starts with. */
export const BUILT_IN_ROLES: Readonly<Record<string, { name: string; permissions: Permission[] }>> = {
  admin: { name: 'Admin', permissions: everything.filter((p) => p !== 'workbench.use') },
  supervisor: {
    name: 'Supervisor',
    permissions: [
      ...agent,
      'console.use',
      'conversations.read.all',
      'contacts.read.all',
      'queue.read',
      'queue.claim',
      'conversation.close.any',
      'conversation.transfer',
      'contact.owner.change',
      'plugins.read',
    ],
  },
  service: { name: 'Service', permissions: [...agent, 'queue.read', 'queue.claim', 'conversation.transfer', 'contact.owner.change'] },
  sales: { name: 'Sales', permissions: [...agent, 'conversations.read.owned', 'contact.owner.change.own'] },
  inbox_manager: { name: 'Inbox manager', permissions: ['console.use', 'conversations.read.all', 'inboxes.read', 'events.read'] },
};
