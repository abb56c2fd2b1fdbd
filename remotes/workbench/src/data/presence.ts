import { useFragment, useMutation } from '@apollo/client/react';
import { useApolloClient } from '@apollo/client/react';
import { toast, useConnection, useSession, useTranslation, type PresenceStatus } from '@parley/plugin-ui';
import { useCallback } from 'react';
import {
  OwnPresenceFragmentDoc,
  PresenceIdleDocument,
  PresenceReturnDocument,
  PresenceSetDocument,
  type PresenceChoice,
  type PresencePartsFragment,
} from '../gql/generated';

/** One's own presence and the three ways to change it. */
export interface OwnPresence {
  /** What the server knows. */
  status: PresenceStatus;
  source: string;
  /** What to show: without a connection a person is offline, whatever the server still believes. */
  shown: PresenceStatus;
  choose(status: PresenceChoice): void;
  /** The countdown ran out. */
  idle(): void;
  /** "I'm back". */
  back(): void;
}

/** Follows one's own presence. It changes by choice, by idleness, and by what the server sees of the line. */
export function useOwnPresence(): OwnPresence {
  const { viewer } = useSession();
  const { t } = useTranslation('workbench');
  const { cache } = useApolloClient();
  const online = useConnection().state !== 'disconnected';
  const id = viewer.agent.id;
  const stored = useFragment({ fragment: OwnPresenceFragmentDoc, fragmentName: 'OwnPresence', from: { __typename: 'Agent', id } });
  const presence = stored.complete ? stored.data.presence : viewer.agent.presence;
  const [set] = useMutation(PresenceSetDocument);
  const [goIdle] = useMutation(PresenceIdleDocument);
  const [comeBack] = useMutation(PresenceReturnDocument);

  const keep = useCallback(
    (next: PresencePartsFragment) => {
      cache.writeFragment({
        id: `Agent:${id}`,
        fragment: OwnPresenceFragmentDoc,
        fragmentName: 'OwnPresence',
        data: { __typename: 'Agent', id, presence: { __typename: 'Presence', ...next } } as never,
      });
    },
    [cache, id],
  );

  const change = (
    ask: () => Promise<{ presence: PresencePartsFragment | null; errors: readonly { message: string }[] } | null | undefined>,
    guess: PresenceStatus,
  ) => {
    const before = { status: presence.status, source: presence.source, since: presence.since, connected: presence.connected };
    keep({ ...before, status: guess });
    ask()
      .then((answer) => {
        if (answer?.presence) keep(answer.presence);
        else throw new Error(answer?.errors[0]?.message ?? '');
      })
      .catch((error: unknown) => {
        keep(before);
        toast({ tone: 'bad', title: t('presence.notChanged'), text: error instanceof Error ? error.message : '' });
      });
  };

  return {
    status: presence.status,
    source: presence.source,
    shown: online ? presence.status : 'OFFLINE',
    choose: (status) => change(async () => (await set({ variables: { status } })).data?.presenceSet, status),
    idle: () => change(async () => (await goIdle()).data?.presenceIdle, 'AWAY'),
    back: () => change(async () => (await comeBack()).data?.presenceReturn, 'ONLINE'),
  };
}
