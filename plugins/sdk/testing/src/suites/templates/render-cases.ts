import { readRendered } from '@parley/server';
import { HOSTILE_TEXTS } from '../../hostile';
import { must, mustEqual, shown, thrownBy } from '../../must';
import type { SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import { nameIn, PLACE, type Templates } from './source';

/** What a template becomes. */
export const renderCases = (make: ContextCase, source: Templates): SuiteCase[] => [
  make(
    'fills in every value',
    'The customer reads {{name}}, or somebody else’s name. Put each value into its place, in the content and in the preview.',
    async (ctx) => {
      for (const template of await source.all(ctx)) {
        const values = source.values(template);
        const rendered = await source.tried(ctx, template.id, values);
        must(rendered, `"${template.id}" was refused with values that fit: ${shown(values)}.`);
        const error = await thrownBy(() => readRendered(rendered));
        must(error === undefined, `The server refuses what "${template.id}" became: ${(error as Error)?.message}.`);
        const missing = Object.entries(values).find(
          ([name, value]) => template.preview.includes('{{') && nameIn(template, name) && !rendered.preview.includes(value),
        );
        must(!missing, `"${template.id}" reads ${shown(rendered.preview)}: the value of ${missing?.[0]} is not in it.`);
        must(
          ![...rendered.preview.matchAll(PLACE)].some((match) => nameIn(template, match[1] ?? '')),
          `"${template.id}" reads ${shown(rendered.preview)}.`,
        );
        JSON.stringify(rendered.content);
      }
    },
  ),
  make(
    'refuses when something that it needs is missing',
    'The customer reads "Dear undefined", or the provider refuses hours later. Throw Refused with a sentence that names what to fill in.',
    async (ctx) => {
      for (const template of await source.all(ctx))
        for (const { name } of template.variables.filter(({ required }) => required))
          for (const value of [undefined, '', '   ']) {
            const { [name]: _, ...values } = source.values(template);
            const rendered = await source.tried(ctx, template.id, value === undefined ? values : { ...values, [name]: value });
            must(!rendered, `"${template.id}" took ${shown(value)} for ${name} and reads ${shown(rendered?.preview)}.`);
          }
    },
  ),
  make(
    'goes without what it does not need',
    'The agent leaves a field empty that need not be filled in, and cannot send. Render without it.',
    async (ctx) => {
      for (const template of await source.all(ctx)) {
        const needed = new Set(template.variables.filter(({ required }) => required).map(({ name }) => name));
        const values = Object.fromEntries(Object.entries(source.values(template)).filter(([name]) => needed.has(name)));
        const rendered = await source.tried(ctx, template.id, values);
        must(rendered, `"${template.id}" was refused although all that is required was there.`);
        must(!/undefined|\{\{/.test(rendered.preview), `"${template.id}" reads ${shown(rendered.preview)}.`);
      }
    },
  ),
  make(
    'puts values in as they are',
    'A customer called "$&" or "{{2}}" reads the wrong text, or code runs. Replace with a function, in one pass, and escape nothing.',
    async (ctx) => {
      for (const template of (await source.all(ctx)).filter(({ variables }) => variables.length > 0).slice(0, 3)) {
        const values = source.values(template);
        const others = template.variables.map(({ name }) => `{{${name}}}`);
        for (const { name } of template.variables)
          for (const text of [...HOSTILE_TEXTS.filter((one) => one.trim() !== '' && one.length < 200), ...others]) {
            const rendered = await source.tried(ctx, template.id, { ...values, [name]: text });
            must(
              !rendered || rendered.preview.includes(text),
              `"${template.id}" with ${shown(text)} for ${name} reads ${shown(rendered?.preview)}.`,
            );
            const lost = Object.entries(values).find(
              ([other, value]) => other !== name && nameIn(template, other) && rendered && !rendered.preview.includes(value),
            );
            must(!lost, `"${template.id}" with ${shown(text)} for ${name} lost the value of ${lost?.[0]}.`);
          }
      }
    },
  ),
  make(
    'refuses a template that it does not have',
    'The agent chooses a template that was just taken away, and the server breaks. Throw Refused with a sentence.',
    async (ctx) => {
      for (const id of ['no such template', '__proto__', 'constructor', '', "' or 1=1 --"]) {
        const rendered = await source.tried(ctx, id, {});
        must(!rendered, `It rendered ${shown(id)}, which it does not have: ${shown(rendered?.preview)}.`);
      }
    },
  ),
  make(
    'takes no notice of values that nobody asked for',
    'A screen that is a minute older than the template cannot send any more. Read the values of your own variables only.',
    async (ctx) => {
      for (const template of await source.all(ctx)) {
        const values = source.values(template);
        const more = { ...values, constructor: 'x', 'no such variable': 'stranger' };
        const rendered = await source.tried(ctx, template.id, more);
        must(rendered, `"${template.id}" was refused because of a value that nobody asked for.`);
        mustEqual(rendered, await source.tried(ctx, template.id, values), `"${template.id}" read a value that nobody asked for.`);
      }
    },
  ),
];
