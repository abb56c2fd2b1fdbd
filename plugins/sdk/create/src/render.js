import { pascal, snake } from './names.js';

/**
 * Gives a template the plugin's own names. The templates are the code of a plugin called `acme-sample` with the prefix `acme`, so that
 * they can be read, checked and formatted as what they are.
 *
 * @param {string} text
 * @param {{ id: string, label: string, prefix: string }} names
 */
export const render = (text, { id, label, prefix }) => {
  const words = {
    'acme-sample': id,
    'Acme sample': label,
    ACME_: `${snake(prefix).toUpperCase()}_`,
    acme_: `${snake(prefix)}_`,
    Acme: pascal(prefix),
    acme: prefix,
  };
  return text.replace(/acme-sample|Acme sample|ACME_|acme_|Acme|acme/g, (word) => words[word]);
};
