import { CreatePeople1760000000001 } from './1760000000001-people';
import { CreateConversations1760000000002 } from './1760000000002-conversations';
import { CreateChannels1760000000003 } from './1760000000003-channels';
import { CreatePlugins1760000000004 } from './1760000000004-plugins';
import { AddDoors1760000000005 } from './1760000000005-doors';
import { CreateUi1760000000006 } from './1760000000006-ui';
import { AddCluster1760000000007 } from './1760000000007-cluster';
import { AddJobRelay1760000000008 } from './1760000000008-job-relay';
import { AddOutboxUrgency1760000000009 } from './1760000000009-outbox-urgency';
import { AddPast1760000000010 } from './1760000000010-past';

/** Every migration of the core, in order. */
export const migrations = [
  CreatePeople1760000000001,
  CreateConversations1760000000002,
  CreateChannels1760000000003,
  CreatePlugins1760000000004,
  AddDoors1760000000005,
  CreateUi1760000000006,
  AddCluster1760000000007,
  AddJobRelay1760000000008,
  AddOutboxUrgency1760000000009,
  AddPast1760000000010,
];
