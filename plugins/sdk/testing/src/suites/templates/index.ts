import type { TemplateInfo, TemplateSource } from '@parley/plugin';
import { readTemplates } from '@parley/server';
import type { Suite } from '../../suite';
import { isolationCases, listingCases, type Listing } from '../listing';
import { withContext } from '../with-context';
import { listCases } from './list-cases';
import { renderCases } from './render-cases';
import { Templates, type TemplateSuiteOptions } from './source';

export type { TemplateSuiteOptions } from './source';

/**
 * What the core counts on in a source of templates.
 *
 * @param source as it stands in `definePlugin({ templates })`
 * @example registerSuite(templateSuite(plugin.templates[0], { values: () => ({ name: 'Maya', date: '2026-01-31' }) }));
 */
export const templateSuite = (source: TemplateSource, options: TemplateSuiteOptions = {}): Suite => {
  const { inboxId = 'inbox_test', deadlineMs = 1_000 } = options;
  const prepare = options.prepare?.bind(options);
  const make = withContext(options.context, prepare);
  const listing: Listing<TemplateInfo> = {
    what: 'templates',
    ask: (ctx, search, first) => source.list(ctx, { inboxId, first, ...(search ? { search } : {}) }),
    read: readTemplates,
    words: ({ name }) => [name],
    deadlineMs,
  };
  const templates = new Templates(source, options, listing);
  return {
    name: `templates ${source.id}`,
    cases: [
      ...listingCases(make, listing),
      ...(prepare ? isolationCases(withContext(options.context), listing, prepare) : []),
      ...listCases(make, templates),
      ...renderCases(make, templates),
    ],
  };
};
