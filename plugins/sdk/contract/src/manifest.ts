/**
 * The manifest of a plugin and the slots of the screens: data that is read before any line of the plugin runs.
 *
 * @module
 */
import { z } from 'zod';

const id = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'lower case letters, digits and dashes, at most 40');

/**
 * Places in the screens where a plugin may show something: name → what it is, in words. Within a major of the contract only more are added.
 *
 * @example
 * ```ts
 * for (const [slot, meaning] of Object.entries(SLOTS)) console.log(`${slot}: ${meaning}`);
 * ```
 */
export const SLOTS = {
  'workbench.conversation.panel': 'Beside the open conversation',
  'workbench.composer.tool': 'A tool in the composer',
  'workbench.message.action': "An entry in a message's menu",
  'workbench.message.kind': 'How messages of a kind are shown',
  'workbench.rail.entry': 'A page of its own, with an entry in the rail',
  'workbench.settings.page': "A page of an agent's settings",
  'admin.page': 'A page of its own in the console',
  'admin.inbox.tab': 'A tab of an inbox',
  'admin.rule.settings': "The form of an assignment rule's settings",
  'admin.dashboard.card': "A card on the console's first page",
} as const;

/**
 * The name of a slot.
 *
 * @example
 * ```ts
 * const slot: SlotName = 'workbench.conversation.panel';
 * ```
 */
export type SlotName = keyof typeof SLOTS;

const words = z.string().trim().min(1).max(60);

/**
 * Checks one entry of a slot: data only. No code of the plugin loads until somebody looks at it.
 *
 * @example
 * ```ts
 * slotSchema.parse({ slot: 'workbench.conversation.panel', label: 'Points', component: './PointsPanel', icon: 'star' });
 * ```
 */
export const slotSchema = z
  .object({
    slot: z.string().meta({ description: 'The name of a slot; one that this server does not know is left out and told of.' }),
    label: words.meta({ description: 'What people read: at most 60 characters.' }),
    component: z
      .string()
      .regex(/^\.\/[A-Za-z][A-Za-z0-9]*$/, 'like ./ContactPanel')
      .meta({ description: "What the plugin's UI build exposes: `./ContactPanel`." }),
    path: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'lower case letters, digits and dashes')
      .optional()
      .meta({ description: "The last part of a page's address. Needed by the slots that are pages." }),
    icon: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'a name like star or message-circle')
      .optional()
      .meta({ description: "A name of Lucide's icons: `star`." }),
    permission: z.string().optional().meta({ description: 'Who may see it: a permission of the core.' }),
    kind: z.string().optional().meta({ description: 'For `workbench.message.kind`: the messages it shows.' }),
    rule: z.string().optional().meta({ description: 'For `admin.rule.settings`: the rule, `<plugin>/<rule>`.' }),
  })
  .superRefine((entry, issue) => {
    const needs = (key: 'path' | 'kind' | 'rule', what: string) => {
      if (entry[key] === undefined) issue.addIssue({ code: 'custom', path: [key], message: `the slot ${entry.slot} needs ${what}` });
    };
    if (['workbench.rail.entry', 'workbench.settings.page', 'admin.page', 'admin.inbox.tab'].includes(entry.slot)) needs('path', 'a path');
    if (entry.slot === 'workbench.message.kind') needs('kind', 'the kind of messages it shows');
    if (entry.slot === 'admin.rule.settings') needs('rule', 'the rule it belongs to');
  });

/**
 * Checks a manifest: the `"parley"` key of a plugin's `package.json`. The server reads and checks it before any line of the plugin runs; what
 * does not pass keeps the plugin out, with the first sentence of what is wrong.
 *
 * @example
 * ```json
 * {
 *   "id": "acme-loyalty",
 *   "prefix": "acme",
 *   "label": "Loyalty points",
 *   "contract": "^1.0",
 *   "server": "./dist/index.js",
 *   "optional": { "whatsapp": ">=0.1" },
 *   "needs": ["contacts.read.all"],
 *   "ui": {
 *     "entry": "./dist/ui/mf-manifest.json",
 *     "slots": [{ "slot": "workbench.conversation.panel", "label": "Points", "component": "./PointsPanel", "icon": "star" }]
 *   }
 * }
 * ```
 */
export const manifestSchema = z.object({
  id: id.meta({ description: 'Names the plugin for ever: lower case letters, digits and dashes, at most 40.' }),
  prefix: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]{1,19}$/, 'a lower case letter, then letters and digits, at most 20')
    .meta({ description: 'Starts the name of everything the plugin adds to the API and to the database.' }),
  label: z.string().optional().meta({ description: 'What people call it; the id unless told.' }),
  contract: z.string().meta({ description: 'Semver range of the contract it was written for: `^1.0`.' }),
  requires: z
    .record(id, z.string())
    .default({})
    .meta({ description: 'Plugins that it cannot do without, by id, with a semver range of their versions. They are loaded before it.' }),
  optional: z
    .record(id, z.string())
    .default({})
    .meta({ description: 'Plugins that it uses when they are there, by id, with a semver range of their versions.' }),
  server: z
    .string()
    .optional()
    .meta({ description: 'The module of its server part: `./dist/index.js`. Its default export is the definition.' }),
  ui: z
    .object({
      entry: z
        .string()
        .regex(/mf-manifest\.json$/, 'the build leaves mf-manifest.json')
        .meta({ description: 'The federation manifest of the built UI; everything beside it is served.' }),
      slots: z.array(slotSchema).default([]).meta({ description: 'Where it shows something.' }),
    })
    .optional()
    .meta({ description: 'Its screens.' }),
  needs: z
    .array(z.string())
    .default([])
    .meta({ description: 'Permissions of the core that the plugin itself acts with; the operator sees them.' }),
});

/**
 * A manifest after its check, defaults filled in.
 *
 * @example
 * ```ts
 * const { id, prefix }: PluginManifest = manifestSchema.parse({ id: 'acme-loyalty', prefix: 'acme', contract: '^1.0' });
 * ```
 */
export type PluginManifest = z.infer<typeof manifestSchema>;
/**
 * One entry of a slot after its check.
 *
 * @example
 * ```ts
 * const panel: SlotEntry = { slot: 'workbench.conversation.panel', label: 'Points', component: './PointsPanel' };
 * ```
 */
export type SlotEntry = z.infer<typeof slotSchema>;
