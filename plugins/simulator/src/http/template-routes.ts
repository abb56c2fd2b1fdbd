import type { Account } from '../engine/model';
import { GraphError } from '../graph/errors';
import type { GraphTemplate } from '../graph/templates';
import type { SimRequest } from './http';

const FIELDS = [
  'id',
  'name',
  'language',
  'status',
  'category',
  'sub_category',
  'components',
  'parameter_format',
  'quality_score',
  'rejected_reason',
  'previous_category',
];
const USUAL = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id'];

/** `GET /{waba-id}/message_templates`: filters, fields, cursors both ways. */
export const listTemplates = (account: Account, request: SimRequest): Record<string, unknown> => {
  const { query } = request;
  const asked = query.fields
    ? query.fields
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
    : USUAL;
  const unknown = asked.find((name) => !FIELDS.includes(name));
  if (unknown) throw new GraphError(100, `Tried accessing nonexisting field (${unknown}) on node type (MessageTemplate)`);
  const all = account.templates.filter((template) => fits(template, query));
  const limit = Math.min(Math.max(Number(query.limit ?? 25) || 25, 1), 1000);
  const end = query.before === undefined ? undefined : place(query.before);
  const start = end !== undefined ? Math.max(0, end - limit) : query.after === undefined ? 0 : place(query.after) + 1;
  const stop = end ?? Math.min(start + limit, all.length);
  const data = all.slice(start, stop).map((template) => pick(template, asked));
  const link = (name: 'after' | 'before', at: number): string => {
    const url = new URL(`${request.base}${request.path}`);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined && key !== 'after' && key !== 'before' && key !== 'access_token') url.searchParams.set(key, value);
    url.searchParams.set(name, cursor(at));
    return url.href;
  };
  return {
    data,
    ...(data.length
      ? {
          paging: {
            cursors: { before: cursor(start), after: cursor(stop - 1) },
            ...(stop < all.length ? { next: link('after', stop - 1) } : {}),
            ...(start > 0 ? { previous: link('before', start) } : {}),
          },
        }
      : {}),
    ...(query.summary
      ? { summary: { total_count: all.length, message_template_count: account.templates.length, message_template_limit: 6000 } }
      : {}),
  };
};

const fits = (template: GraphTemplate, query: SimRequest['query']): boolean =>
  (!query.status || query.status.toUpperCase() === template.status) &&
  (!query.category || query.category.toUpperCase() === template.category) &&
  (!query.language || query.language === template.language) &&
  (!query.name || template.name === query.name) &&
  (!query.name_or_content || JSON.stringify(template).toLowerCase().includes(query.name_or_content.toLowerCase()));

const pick = (template: GraphTemplate, names: readonly string[]): Record<string, unknown> => {
  const all = template as unknown as Record<string, unknown>;
  return { ...Object.fromEntries(names.filter((name) => all[name] !== undefined).map((name) => [name, all[name]])), id: template.id };
};

const cursor = (at: number): string => Buffer.from(`at:${at}`).toString('base64url');

const place = (text: string): number => {
  const match = /^at:(\d+)$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (!match) throw new GraphError(100, 'The cursor is not one of ours.');
  return Number(match[1]);
};
