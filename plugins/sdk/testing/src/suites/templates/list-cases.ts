import { must, mustEqual, shown, thrownBy } from '../../must';
import type { SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import { PLACE, type Templates } from './source';

/** What a source lists. */
export const listCases = (make: ContextCase, source: Templates): SuiteCase[] => [
  make(
    'shows in the preview what is to be filled in, and nothing else',
    'The agent is asked for a value that stands nowhere, or the customer reads {{name}}. Name in variables what stands in {{…}}, each once.',
    async (ctx) => {
      for (const { id, preview, variables } of await source.all(ctx)) {
        const inPreview = [...new Set([...preview.matchAll(PLACE)].map((match) => match[1]))].sort();
        mustEqual(
          inPreview,
          variables.map(({ name }) => name).sort(),
          `"${id}" shows ${shown(inPreview)} and asks for ${shown(variables.map(({ name }) => name))}.`,
        );
      }
    },
  ),
  make(
    'names languages as browsers do',
    'The agent cannot tell the templates apart, and screen readers read them wrongly. Write BCP 47: en, pt-BR; not pt_BR.',
    async (ctx) => {
      for (const { id, language } of await source.all(ctx)) {
        const error = await thrownBy(() => Intl.getCanonicalLocales(language));
        must(error === undefined && language !== '', `"${id}" has the language ${shown(language)}.`);
      }
    },
  ),
];
