import { z } from 'zod';

const id = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'lower case letters, digits and dashes, at most 40');

/** One entry of a slot: data only. No code of the plugin loads until somebody looks at it. */
export const slotSchema = z.object({
  slot: z.string(),
  label: z.string(),
  component: z.string().startsWith('./'),
  path: z.string().optional(),
  icon: z.string().optional(),
  permission: z.string().optional(),
});

/**
 * The manifest: the `"parley"` key of a plugin's `package.json`. It is read and checked before any line of the plugin runs.
 *
 * @example
 * "parley": { "id": "acme-loyalty", "prefix": "acme", "contract": "^1.0", "server": "./dist/index.js" }
 */
export const manifestSchema = z.object({
  id,
  /** Starts the name of everything the plugin adds to the API and to the database. */
  prefix: z.string().regex(/^[a-z][a-zA-Z0-9]{1,19}$/, 'a lower case letter, then letters and digits, at most 20'),
  label: z.string().optional(),
  /** Semver range of the contract it was written for. */
  contract: z.string(),
  requires: z.record(id, z.string()).default({}),
  optional: z.record(id, z.string()).default({}),
  server: z.string().optional(),
  ui: z.object({ entry: z.string(), slots: z.array(slotSchema).default([]) }).optional(),
  /** Permissions the plugin asks for; the operator sees them. */
  needs: z.array(z.string()).default([]),
});

export type PluginManifest = z.infer<typeof manifestSchema>;
export type SlotEntry = z.infer<typeof slotSchema>;
