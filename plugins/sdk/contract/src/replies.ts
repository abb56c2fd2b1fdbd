/**
 * Where templates and prepared answers come from.
 *
 * @module
 */
import type { PluginContext } from './context';

/**
 * A pre-approved message with variables.
 *
 * @example
 * ```ts
 * const hello: TemplateInfo = {
 *   id: 'hello', name: 'Hello', language: 'en', preview: 'Hi {{name}}', variables: [{ name: 'name', label: 'Name', required: true }] };
 * ```
 */
export interface TemplateInfo {
  /** Unique in its source. */
  id: string;
  name: string;
  /** BCP 47: `en`, `pt-BR`. */
  language: string;
  /** Text with `{{variable}}` where something is filled in. */
  preview: string;
  variables: { name: string; label: string; required: boolean }[];
}

/**
 * Where templates come from. One that takes longer than a second to list, or throws, is shown as unavailable; the others go on.
 *
 * @example
 * ```ts
 * const welcome: TemplateSource = {
 *   id: 'welcome',
 *   label: 'Welcome',
 *   list: async () => [
 *     { id: 'hi', name: 'Hi', language: 'en', preview: 'Hi {{name}}', variables: [{ name: 'name', label: 'Name', required: true }] },
 *   ],
 *   render: async (_ctx, { values }) => ({ content: { name: 'hi', language: 'en' }, preview: `Hi ${values['name']}` }),
 * };
 * ```
 */
export interface TemplateSource {
  /** Unique in the plugin; a template's full id is `<plugin>/<source>/<id>`. Stable for ever. */
  id: string;
  /** What people call it. */
  label: string;
  /** The templates that may be sent on this inbox, best first; all of them without `search`. */
  list(ctx: PluginContext, input: { inboxId: string; search?: string; first: number }): Promise<TemplateInfo[]>;
  /**
   * What is sent: the content of an {@link OutboundMessage} of kind `template`, and how it reads. Answers within 3 s.
   *
   * @throws Refused on values that do not fit; the agent reads its sentence
   */
  render(
    ctx: PluginContext,
    input: { inboxId: string; templateId: string; values: Record<string, string> },
  ): Promise<{ content: Record<string, unknown>; preview: string }>;
}

/**
 * A prepared answer.
 *
 * @example
 * ```ts
 * const hours: QuickReply = { id: 'hours', title: 'Opening hours', shortcut: 'hours', text: 'We are open from 9 to 5.', attachmentIds: [] };
 * ```
 */
export interface QuickReply {
  /** Unique in its source. */
  id: string;
  title: string;
  /** What an agent types after `/` to find it at once. */
  shortcut?: string;
  text: string;
  /** Files uploaded before, by the id that the API gave. */
  attachmentIds: string[];
}

/**
 * Where prepared answers come from. One that takes longer than a second, or throws, is shown as unavailable; the others go on.
 *
 * @example
 * ```ts
 * const team: QuickReplySource = {
 *   id: 'team',
 *   label: 'Team',
 *   search: async (_ctx, { text, first }) =>
 *     [{ id: 'hours', title: 'Opening hours', text: 'We are open from 9 to 5.', attachmentIds: [] }]
 *       .filter((reply) => reply.title.toLowerCase().includes(text.toLowerCase()))
 *       .slice(0, first),
 * };
 * ```
 */
export interface QuickReplySource {
  /** Unique in the plugin; a reply's full id is `<plugin>/<source>/<id>`. Stable for ever. */
  id: string;
  /** What people call it. */
  label: string;
  /** Best first; everything when `text` is empty. */
  search(ctx: PluginContext, input: { agentId: string; conversationId?: string; text: string; first: number }): Promise<QuickReply[]>;
}
