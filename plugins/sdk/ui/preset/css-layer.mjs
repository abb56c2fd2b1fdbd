import { fileURLToPath } from 'node:url';

const kit = fileURLToPath(new URL('../src/', import.meta.url));
/** Written by tools, or meaningless inside a layer: they stay where they are. */
const OUTSIDE = new Set(['charset', 'import', 'namespace', 'layer']);
/** At-rules whose children are no selectors of a page. */
const NO_SELECTORS = /(^|-)(keyframes|font-face|font-feature-values|property|page|counter-style)$/;

/** Has it a class or an id somewhere? What stands in brackets and in quotes does not count. */
const isNamed = (selector) => /[.#][\w\\-]/.test(selector.replace(/\[[^\]]*\]/g, '').replace(/(["']).*?\1/g, ''));

const insideNoSelectors = (node) => {
  for (let at = node.parent; at; at = at.parent) if (at.type === 'atrule' && NO_SELECTORS.test(at.name)) return true;
  return false;
};

/**
 * A PostCSS plugin: puts a plugin's styles into `@layer plugins`, which wins over the kit and loses against the screens themselves, and
 * refuses selectors that would change the whole page.
 */
export const cssLayer = () => ({
  postcssPlugin: 'parley-css-layer',
  Once(root, { AtRule }) {
    const file = root.source?.input.file ?? '';
    if (file.startsWith(kit)) return;
    root.walkRules((rule) => {
      // Nested rules stand under the selector around them.
      if (rule.parent.type === 'rule' || insideNoSelectors(rule)) return;
      for (const selector of rule.selectors)
        if (!isNamed(selector))
          throw rule.error(
            `The selector "${selector}" would change every ${selector} of Parley, not only yours. Begin it with a class of your own: ".panel ${selector}".`,
          );
    });
    const moved = root.nodes.filter((node) => !(node.type === 'atrule' && OUTSIDE.has(node.name) && !node.nodes));
    if (moved.length === 0) return;
    const layer = new AtRule({ name: 'layer', params: 'plugins', source: root.source });
    layer.append(moved);
    root.append(layer);
  },
});
