/** What a watcher of everything subscribes to: thirteen fields, three levels, nothing that depends on who asks. */
export const WATCH = `subscription {
  events { id type occurredAt node {
    __typename id
    ... on Message { kind direction text sentAt seq conversation { id status unreadCount contact { id name } } }
  } }
}`;

const PREVIEW = `fragment MessagePreview on Message { id direction kind text content revoked sentAt seq author { __typename id name } delivery { status uncertain } attachments { id kind fileName durationSeconds voice } }`;
const CARD = `fragment ConversationCard on Conversation {
  id status pendingSince unreadCount lastActivityAt openedAt closedAt closeReason closedBy { __typename id name }
  inbox { id name channel displayAddress } contact { id name displayAddress avatarHue } assignee { id name }
  serviceWindow { open endsAt required } viewerCan { send close claim transfer why } lastMessage { ...MessagePreview }
}`;
const PARTS = `fragment MessageParts on Message {
  ...MessagePreview edited forwarded replyToUnavailable clientMutationKey attachments { ...AttachmentParts } delivery { error { code message retryable } }
  replyTo { ...MessagePreview } reactions { emoji author { __typename id name } }
}
fragment AttachmentParts on Attachment { id kind mimeType fileName size state url thumbnailUrl width height durationSeconds voice error }`;

/** What the workbench of an agent subscribes to, in substance. */
export const WORKBENCH = `subscription {
  events { id type occurredAt nodeId node {
    __typename id
    ... on Conversation { ...ConversationCard }
    ... on Message { ...MessageParts conversation { ...ConversationCard } }
    ... on Contact { name displayAddress avatarHue }
  } }
} ${CARD} ${PARTS} ${PREVIEW}`;

/** The workbench's list. */
export const LIST = `query ($filter: ConversationFilter, $orderBy: ConversationOrder, $first: Int, $after: String) {
  conversations(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { nodes { ...ConversationCard } pageInfo { hasNextPage endCursor } }
} ${CARD} ${PREVIEW}`;

/** The workbench's chat. */
export const CHAT = `query ($id: ID!, $last: Int) {
  node(id: $id) { id ... on Conversation { ...ConversationCard continues { id } messages(last: $last) {
    nodes { ...MessageParts } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }
} ${CARD} ${PARTS} ${PREVIEW}`;

/** The search inside a chat. */
export const CHAT_SEARCH = `query ($id: ID!, $text: String!) {
  node(id: $id) { id ... on Conversation { search(text: $text, first: 30) { ...MessagePreview } } }
} ${PREVIEW}`;
