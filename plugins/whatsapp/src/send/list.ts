import { compact, isRecord, list, word, type Json } from '../json';
import { limits, refuse, within, withinIfGiven } from '../limits';

/**
 * The list of an interactive message: `{ button, sections: [{ title?, rows: [{ id, title, description? }] }] }`. At most ten rows in all
 * sections together; a title is needed as soon as there are two sections.
 */
export function listAction(given: Json): Json {
  const sections = list(given.sections).filter(isRecord);
  if (sections.length < 1 || sections.length > limits.sections) {
    return refuse('LIST', `A list has 1 to ${limits.sections} sections, not ${sections.length}.`);
  }
  const built = sections.map((section) => ({
    title:
      sections.length > 1
        ? within('The title of a section', word(section.title), limits.sectionTitle)
        : withinIfGiven('The title of a section', word(section.title), limits.sectionTitle),
    rows: list(section.rows).filter(isRecord).map(row),
  }));
  const rows = built.flatMap((section) => section.rows);
  if (rows.length < 1 || rows.length > limits.rows)
    return refuse('LIST', `A list has 1 to ${limits.rows} rows in all its sections together, not ${rows.length}.`);
  if (new Set(rows.map((entry) => entry.id)).size < rows.length) return refuse('LIST', 'Each row of a list needs an id of its own.');
  return { button: within('The button of the list', word(given.button), limits.listButton), sections: built.map(compact) };
}

const row = (given: Json) =>
  compact({
    id: within('The id of a row', word(given.id), limits.rowId),
    title: within('The title of a row', word(given.title), limits.rowTitle),
    description: withinIfGiven('The description of a row', word(given.description), limits.rowDescription),
  });
