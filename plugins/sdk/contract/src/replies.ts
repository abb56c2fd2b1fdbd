import type { PluginContext } from './context';

/** A pre-approved message with variables. */
export interface TemplateInfo {
  id: string;
  name: string;
  language: string;
  /** Text with `{{variable}}` where something is filled in. */
  preview: string;
  variables: { name: string; label: string; required: boolean }[];
}

/** Where templates come from. */
export interface TemplateSource {
  id: string;
  label: string;
  list(ctx: PluginContext, input: { inboxId: string; search?: string }): Promise<TemplateInfo[]>;
  /** What is sent: the content of an {@link OutboundMessage} of kind `template`. */
  render(
    ctx: PluginContext,
    input: { inboxId: string; templateId: string; values: Record<string, string> },
  ): Promise<{ content: Record<string, unknown>; preview: string }>;
}

/** A prepared answer. */
export interface QuickReply {
  id: string;
  title: string;
  shortcut?: string;
  text: string;
  attachmentIds: string[];
}

/** Where prepared answers come from. */
export interface QuickReplySource {
  id: string;
  label: string;
  search(ctx: PluginContext, input: { agentId: string; text: string; first: number }): Promise<QuickReply[]>;
}
