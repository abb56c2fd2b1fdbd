import { randomUUID } from 'node:crypto';
import type { TestApp } from '../support/app';
import type { Client } from '../support/client';

export interface ShownMessage {
  id: string;
  seq: number;
  direction: 'IN' | 'OUT';
  kind: string;
  text: string | null;
  attachments: { id: string }[];
  delivery: { status: string; uncertain: boolean; error: { code: string; message: string; retryable: boolean } | null } | null;
}

export interface ShownConversation {
  id: string;
  status: string;
  assignee: { name: string } | null;
  assignmentTrace: { outcome: string; why: string }[];
  contact: { name: string };
  continues: { id: string } | null;
  serviceWindow: { open: boolean; required: boolean };
  messages: { nodes: ShownMessage[] };
}

const SHOWN = `id status assignee { name } assignmentTrace { outcome why } contact { name } continues { id } serviceWindow { open required }
  messages(first: 40) { nodes { id seq direction kind text attachments { id } delivery { status uncertain error { code message retryable } } } }`;

/** Conversations with their messages, oldest first, as somebody sees them. */
export const conversations = async (client: Client, filter: Record<string, unknown> = {}): Promise<ShownConversation[]> => {
  const { conversations: page } = await client.ask<{ conversations: { nodes: ShownConversation[] } }>(
    `query($filter: ConversationFilter) { conversations(filter: $filter, first: 4) { nodes { ${SHOWN} } } }`,
    { filter },
  );
  return page.nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** One conversation; null: none that this person may see. */
export const conversation = async (client: Client, id: string): Promise<ShownConversation | null> =>
  (await client.ask<{ node: ShownConversation | null }>(`query($id: ID!) { node(id: $id) { ... on Conversation { ${SHOWN} } } }`, { id }))
    .node;

interface Refusal {
  code: string;
  message: string;
}

/** Sends into a conversation; a key of its own unless given. */
export const send = async (
  client: Client,
  conversationId: string,
  input: Record<string, unknown>,
): Promise<{ message: { id: string } | null; errors: Refusal[] }> =>
  (
    await client.ask<{ messageSend: { message: { id: string } | null; errors: Refusal[] } }>(
      'mutation($input: MessageSendInput!) { messageSend(input: $input) { message { id } errors { code message } } }',
      { input: { conversationId, clientMutationKey: randomUUID(), ...input } },
    )
  ).messageSend;

/** Does something with a conversation: `conversationClaim`, `conversationClose`. */
export const act = async (client: Client, verb: string, conversationId: string): Promise<Refusal[]> =>
  (
    await client.ask<Record<string, { errors: Refusal[] }>>(
      `mutation($input: ConversationIdInput!) { ${verb}(input: $input) { errors { code message } } }`,
      { input: { conversationId } },
    )
  )[verb]?.errors ?? [];

/** Uploads a file that a message may carry. */
export const upload = async (server: TestApp, client: Client, bytes: Buffer, name: string): Promise<string> => {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  const response = await fetch(`${server.url}/media`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${client.token}` },
  });
  return ((await response.json()) as { id: string }).id;
};
