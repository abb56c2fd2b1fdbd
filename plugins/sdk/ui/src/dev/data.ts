import { gql } from '@apollo/client';
import { createParleyClient, type Parley } from '../data/client';
import type { AppName, Session, Viewer } from '../session/session';
import { VIEWER } from '../session/viewer';
import { sampleSession, sampleViewer } from '../testing/sample';
import type { SlotSubject } from '../testing/slot-samples';
import { createTestParley } from '../testing/test-parley';
import type { DevOptions } from './options';

/** Something real to show a component for. */
export interface Subject extends SlotSubject {
  label: string;
}

/** Where the data of the page comes from. */
export interface Source {
  live: boolean;
  parley: Parley;
  session: Session;
  subjects: readonly Subject[];
}

const SUBJECTS = gql`
  query DevSubjects {
    conversations(first: 20) {
      nodes {
        id
        contact {
          id
          name
        }
        inbox {
          id
          name
        }
        lastMessage {
          id
        }
      }
    }
  }
`;
interface SubjectsAnswer {
  conversations: {
    nodes: {
      id: string;
      contact: { id: string; name: string };
      inbox: { id: string; name: string };
      lastMessage: { id: string } | null;
    }[];
  };
}

const SAMPLE: Subject = {
  conversationId: 'conv_sample',
  contactId: 'contact_sample',
  inboxId: 'inbox_sample',
  messageId: 'msg_sample',
  label: 'Sample',
};

/** Answers of mocks, and a sample agent. */
export function sampleSource(app: AppName, { viewer, mocks = [] }: DevOptions): Source {
  const forever = mocks.map((mock) => ({ maxUsageCount: Number.POSITIVE_INFINITY, ...mock }));
  return { live: false, parley: createTestParley(app, forever), session: sampleSession(sampleViewer(viewer), app), subjects: [SAMPLE] };
}

/** The data of the Parley that runs on this computer, if somebody is signed in to that app in this browser; else null. */
export async function liveSource(app: AppName): Promise<Source | null> {
  const parley = createParleyClient(app);
  try {
    const { data } = await parley.apollo.query<{ viewer: Viewer | null; latestEventId: string | null }>({ query: VIEWER });
    if (!data?.viewer) return null;
    parley.startAt(data.latestEventId);
    parley.socket.start();
    const answer = await parley.apollo.query<SubjectsAnswer>({ query: SUBJECTS });
    const nodes = answer.data?.conversations.nodes ?? [];
    return {
      live: true,
      parley,
      session: sampleSession(data.viewer, app),
      subjects: nodes.map(({ id, contact, inbox, lastMessage }) => ({
        conversationId: id,
        contactId: contact.id,
        inboxId: inbox.id,
        messageId: lastMessage?.id ?? SAMPLE.messageId,
        label: `${contact.name} · ${inbox.name}`,
      })),
    };
  } catch {
    // No Parley, or nobody is signed in: the samples serve.
    await parley.reset();
    return null;
  }
}
