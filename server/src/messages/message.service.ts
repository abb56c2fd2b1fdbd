import { In, type EntityManager } from 'typeorm';
import { ConversationRow } from '../conversations/conversation.entity';
import { findVisible } from '../conversations/sight';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import { refuse } from '../lib/errors';
import { Sets } from '../lib/sets';
import type { Viewer } from '../people/viewer';
import type { ReplyService } from '../replies/reply.service';
import { AttachmentRow } from './attachment.entity';
import type { InboxChannels } from './channel-access';
import { compose, MAX_ATTACHMENTS, type Composition } from './compose';
import type { MessageSendInput, MessageTemplateInput } from './message.inputs';
import { MessageRow } from './message.entity';
import { abilitiesOf, lockVisible, requireOpen, requireOwn, requireWindow } from './own-conversation';
import { keyOf, queueMessages, type Author } from './queue-messages';

/** A unit of work that lost a race (two agents, two nodes) is run again this often. */
const RETRIES = 5;

type Content = Composition & Pick<MessageSendInput, 'replyToId'>;

/** Who fills in templates that are named by their id. */
export type TemplateRenderer = Pick<ReplyService, 'render'>;

/** Puts messages of ours into conversations; the outbox sends them. */
export class MessageService {
  constructor(
    private readonly kernel: Kernel,
    private readonly channels: InboxChannels,
    private readonly templates: TemplateRenderer,
  ) {}

  /**
   * Queues what an agent writes: one transaction for the messages, their attachments, their places in the outbox and the
   * conversation. The same key twice gives the same messages.
   *
   * @returns the messages in the order in which they go out
   * @throws Refused CONVERSATION_NOT_FOUND, CONVERSATION_NOT_YOURS, CONVERSATION_CLOSED, WINDOW_CLOSED, MESSAGE_TOO_LONG, ATTACHMENT_UNSUPPORTED, TEMPLATE_NOT_FOUND, …
   */
  async send(viewer: Viewer, input: MessageSendInput): Promise<MessageRow[]> {
    const key = checkKey(input.clientMutationKey);
    const content = input.template?.id ? await this.rendered(viewer, input, input.template) : input;
    return this.kernel.db.write(async (manager) => {
      const conversation = await lockVisible(this.kernel, manager, viewer, input.conversationId);
      const made = await madeBy(manager, conversation.id, key);
      if (made.length > 0) return made;
      requireOwn(conversation, viewer);
      return this.queue(manager, conversation, { kind: 'agent', id: viewer.agentId }, key, content);
    }, RETRIES);
  }

  /**
   * Queues a text on behalf of a plugin.
   *
   * @param pluginId who writes
   * @throws Refused like {@link send}
   */
  async sendText(orgId: string, pluginId: string, input: { conversationId: string; text: string; key: string }): Promise<MessageRow> {
    const key = checkKey(input.key);
    return this.kernel.db.write(async (manager) => {
      await manager.query(`select id from conversation where id = ?${new Sets(manager, this.kernel.db.dialect).lock}`, [
        input.conversationId,
      ]);
      const conversation = await manager.findOneBy(ConversationRow, { id: input.conversationId, orgId });
      if (!conversation) throw notFound();
      const made = await madeBy(manager, conversation.id, key);
      const messages =
        made.length > 0 ? made : await this.queue(manager, conversation, { kind: 'plugin', id: pluginId }, key, { text: input.text });
      return messages[0] as MessageRow;
    }, RETRIES);
  }

  /** The template that the input names, filled in by its source; before the transaction, because a plugin is asked. */
  private async rendered(viewer: Viewer, input: MessageSendInput, { id, ...template }: MessageTemplateInput): Promise<Content> {
    const conversation = await findVisible(this.kernel, viewer, input.conversationId);
    if (!conversation) throw notFound();
    requireOwn(conversation, viewer);
    if (template.name || template.components)
      throw refuse('TEMPLATE_AMBIGUOUS', 'Name a template by its id, or by name and language: one of the two.', ['template']);
    const choice = { id: id as string, values: valuesOf(template.values) };
    return { ...input, template: await this.templates.render(viewer, conversation.inboxId, choice) };
  }

  private async queue(
    manager: EntityManager,
    conversation: ConversationRow,
    author: Author,
    key: string,
    input: Content,
  ): Promise<MessageRow[]> {
    requireOpen(conversation);
    const now = this.kernel.clock.now();
    const abilities = await abilitiesOf(manager, this.channels, conversation.inboxId);
    if (!input.template) await requireWindow(manager, conversation, abilities, now);
    const attachments = await this.uploads(manager, conversation.orgId, author, input.attachmentIds ?? []);
    const drafts = compose(input, attachments, abilities);
    const replyTo = input.replyToId ? await this.quoted(manager, conversation, input.replyToId, abilities.replies === true) : null;
    const { messages, events } = await queueMessages(manager, conversation, { drafts, author, key, replyTo }, now);
    await this.kernel.events.append(manager, events);
    this.kernel.db.afterCommit(() => crashPoint('message.queued'));
    return messages;
  }

  /** The author's own uploads that were not sent yet, in the order asked for. */
  private async uploads(manager: EntityManager, orgId: string, author: Author, ids: readonly string[]): Promise<AttachmentRow[]> {
    if (ids.length > MAX_ATTACHMENTS)
      throw refuse('ATTACHMENT_TOO_MANY', `Attach at most ${MAX_ATTACHMENTS} files at once.`, ['attachmentIds']);
    if (new Set(ids).size < ids.length) throw refuse('ATTACHMENT_TWICE', 'The same attachment stands there twice.', ['attachmentIds']);
    if (ids.length === 0) return [];
    const rows = await manager.find(AttachmentRow, {
      where: { id: In([...ids]), orgId, uploadedById: author.id, state: 'READY' },
      ...(this.kernel.db.dialect === 'mysql' ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    });
    const byId = new Map(rows.filter((row) => row.messageId === null).map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = byId.get(id);
      if (!row)
        throw refuse(
          'ATTACHMENT_NOT_FOUND',
          'An attachment is not there: it was sent already, or its upload is too old. Attach it again.',
          ['attachmentIds'],
        );
      return row;
    });
  }

  private async quoted(manager: EntityManager, conversation: ConversationRow, id: string, possible: boolean): Promise<MessageRow> {
    if (!possible) throw refuse('REPLY_UNSUPPORTED', 'This channel cannot quote a message.', ['replyToId']);
    const row = await manager.findOneBy(MessageRow, { id, conversationId: conversation.id });
    if (!row || row.seq < 1) throw refuse('REPLY_NOT_FOUND', 'The message to quote is not in this conversation.', ['replyToId']);
    return row;
  }
}

const notFound = () => refuse('CONVERSATION_NOT_FOUND', 'This conversation does not exist.', ['conversationId']);

/** What to fill in, checked: texts by name. */
const valuesOf = (given: unknown): Record<string, string> => {
  const values = given ?? {};
  if (typeof values !== 'object' || Array.isArray(values) || Object.values(values).some((value) => typeof value !== 'string'))
    throw refuse('TEMPLATE_VALUES_INVALID', 'values: write an object with a text for each variable.', ['template', 'values']);
  return values as Record<string, string>;
};

const checkKey = (key: string): string => {
  if (key.trim() === '' || key.length > 90 || key.includes('#'))
    throw refuse('MUTATION_KEY_INVALID', 'clientMutationKey has 1 to 90 characters, without #. A UUID is a good one.', [
      'clientMutationKey',
    ]);
  return key;
};

/** What an earlier call with the same key made. */
const madeBy = (manager: EntityManager, conversationId: string, key: string): Promise<MessageRow[]> => {
  const keys = Array.from({ length: MAX_ATTACHMENTS + 1 }, (_, index) => keyOf(key, index));
  return manager.find(MessageRow, { where: { conversationId, clientMutationKey: In(keys) }, order: { seq: 'ASC' } });
};
