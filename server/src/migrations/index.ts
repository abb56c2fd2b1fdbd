import { CreatePeople1760000000001 } from './1760000000001-people';
import { CreateConversations1760000000002 } from './1760000000002-conversations';
import { CreateChannels1760000000003 } from './1760000000003-channels';

/** Every migration of the core, in order. */
export const migrations = [CreatePeople1760000000001, CreateConversations1760000000002, CreateChannels1760000000003];
