/** One thing to tell Parley: an element of `messages[]` or `statuses[]`. */
export interface Update {
  numberId: string;
  customerId: string;
  kind: 'messages' | 'statuses';
  item: Record<string, unknown>;
  /** What goes into `contacts[]`; absent on system messages and most statuses. */
  contact?: Record<string, unknown>;
  /** The bubble it is about. */
  messageId: string;
  /** For the wire: `text`, `photo, 48 kB`, `delivered`. */
  label: string;
}
