import { CombinedGraphQLErrors, type ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useConnection, useSession } from '@parley/plugin-ui';
import { useEffect, useState } from 'react';
import { MessageSendDocument } from '../gql/generated';
import { useStore } from './local';
import { appendMessages } from './messages';
import { outboxStore, type Outgoing } from './outbox';

type Outcome = { sent: true } | { sent: false; error?: { code: string; message: string } };

/** Codes that the next attempt would meet again. */
const FINAL = new Set(['FORBIDDEN', 'BAD_REQUEST']);

async function sendOne(client: ApolloClient, letter: Outgoing): Promise<Outcome> {
  const { conversationId, key, text, attachment, replyTo } = letter;
  try {
    const { data } = await client.mutate({
      mutation: MessageSendDocument,
      variables: {
        input: {
          conversationId,
          clientMutationKey: key,
          text,
          attachmentIds: attachment ? [attachment.id] : null,
          replyToId: replyTo?.id ?? null,
        },
      },
    });
    const refusal = data?.messageSend.errors[0];
    if (refusal) return { sent: false, error: { code: refusal.code, message: refusal.message } };
    const messages = data?.messageSend.messages ?? [];
    const made = messages.length > 0 ? messages : data?.messageSend.message ? [data.messageSend.message] : [];
    appendMessages(
      client.cache,
      conversationId,
      made.map((message) => message.id),
    );
    return { sent: true };
  } catch (error) {
    const code = CombinedGraphQLErrors.is(error) ? String(error.errors[0]?.extensions?.['code'] ?? '') : '';
    return FINAL.has(code) ? { sent: false, error: { code, message: (error as Error).message } } : { sent: false };
  }
}

/** Conversations with a message under way: the next one waits, so that the order is the order of writing. */
const underWay = new Set<string>();

/** The cache tells the screen a moment later than we know it; until then the painted message stays. Milliseconds. */
const LINGER = 1000;

/** The pause before the next attempt, milliseconds. */
const pauseOf = (attempt: number) => Math.min(15_000, 1000 * 2 ** attempt);

/**
 * Sends what lies in the outbox, in order per conversation, as soon as there is a connection. Without an answer the message
 * stays and goes again with the same key; a refusal stays with its reason until the person decides.
 */
export function useOutboxSender(): void {
  const { viewer } = useSession();
  const client = useApolloClient();
  const store = outboxStore(viewer.agent.id);
  const letters = useStore(store);
  const online = useConnection().state !== 'disconnected';
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (!online) return;
    const firsts = new Map<string, Outgoing>();
    for (const letter of letters)
      if (!letter.error && !letter.sent && !firsts.has(letter.conversationId)) firsts.set(letter.conversationId, letter);
    for (const letter of firsts.values()) {
      if (underWay.has(letter.conversationId)) continue;
      underWay.add(letter.conversationId);
      void sendOne(client, letter).then((outcome) => {
        underWay.delete(letter.conversationId);
        if (outcome.sent) {
          store.set(store.get().map((each) => (each.key === letter.key ? { ...each, sent: true } : each)));
          setTimeout(() => store.set(store.get().filter((each) => each.key !== letter.key)), LINGER);
        } else if (outcome.error)
          store.set(store.get().map((each) => (each.key === letter.key && outcome.error ? { ...each, error: outcome.error } : each)));
        else setTimeout(() => setAttempt((count) => count + 1), pauseOf(attempt));
      });
    }
  }, [letters, online, client, store, attempt]);

  useEffect(() => {
    if (online) setAttempt(0);
  }, [online]);
  // What was sent just before a reload does not linger.
  useEffect(() => void store.set(store.get().filter((each) => !each.sent)), [store]);
}
