import type { QuickReply, TemplateInfo } from '@parley/plugin';
import { z } from 'zod';

const words = z.string().min(1);

const templates = z.array(
  z.object({
    id: words,
    name: words,
    language: words,
    preview: z.string(),
    variables: z.array(z.object({ name: words, label: z.string(), required: z.boolean() })),
  }),
);

const quickReplies = z.array(
  z.object({ id: words, title: words, shortcut: z.string().optional(), text: z.string(), attachmentIds: z.array(words) }),
);

const rendered = z.object({ content: z.record(z.string(), z.unknown()), preview: words });

/** A template, ready to be sent. */
export interface RenderedTemplate {
  /** What the channel is given. */
  content: Record<string, unknown>;
  /** What the customer will read. */
  preview: string;
}

const read = <T>(schema: z.ZodType<T>, given: unknown): T => {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`its answer is not what the contract says: ${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'not valid'}`);
};

/** What a source answered, checked. Each throws an Error with the place that is wrong. */
export const readTemplates = (given: unknown, first: number): TemplateInfo[] => read(templates, given).slice(0, first);
export const readQuickReplies = (given: unknown, first: number): QuickReply[] =>
  read(quickReplies, given)
    .slice(0, first)
    .map(({ shortcut, ...reply }) => ({ ...reply, ...(shortcut ? { shortcut } : {}) }));
export const readRendered = (given: unknown): RenderedTemplate => read(rendered, given);
