import { InMemoryCache, type TypePolicies } from '@apollo/client';

/** Which types stand behind the core's interfaces, so that fragments on an interface match. */
export const possibleTypes = {
  Node: [
    'Organization',
    'Session',
    'Agent',
    'Role',
    'Team',
    'Inbox',
    'Contact',
    'Conversation',
    'Message',
    'Attachment',
    'DeadLetter',
    'ChannelNotice',
    'PluginFailure',
    'UiBuild',
  ],
  Actor: ['Agent', 'Contact', 'Bot'],
  Event: ['ChangeEvent'],
  UserError: ['SimpleUserError'],
};

/** Parts of an object that have no id of their own are merged, so that two screens may ask for different fields of them. */
const typePolicies: TypePolicies = {
  Viewer: { keyFields: [] },
  ChangeEvent: { keyFields: false },
  // their id says what they are, not which: every inbox has its own settings of a bot, every search its own group
  InboxBot: { keyFields: false },
  TemplateGroup: { keyFields: false },
  QuickReplyGroup: { keyFields: false },
  OrganizationSettings: { merge: true },
  Presence: { merge: true },
  ServiceWindow: { merge: true },
  ConversationAbilities: { merge: true },
  Delivery: { merge: true },
};

/** The one normalised cache of a screen. Objects are kept by their id; what an event brings updates every list that shows it. */
export const createCache = (): InMemoryCache => new InMemoryCache({ possibleTypes, typePolicies });
