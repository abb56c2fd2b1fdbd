import { z } from 'zod';

/** The layout of archives that this version writes, and the newest that it reads. */
export const FORMAT = 1;

const column = z.object({
  name: z.string(),
  /** `varchar`, `integer`, `bigint`, `text`, `blob`; anything else is a type of the database that was backed up. */
  type: z.string(),
  length: z.number().optional(),
  nullable: z.boolean(),
  primary: z.boolean(),
});
const table = z.object({
  name: z.string().regex(/^\w{1,64}$/),
  columns: z.array(column).min(1),
  indexes: z.array(z.object({ name: z.string(), on: z.array(z.string()), unique: z.boolean() })),
  rows: z.number(),
});
const manifest = z.object({
  format: z.number(),
  /** Version of the server that wrote it. */
  parley: z.string(),
  /** Epoch ms of the view that it holds. */
  madeAt: z.number(),
  database: z.enum(['sqlite', 'mysql']),
  /** Names of the core's migrations that had run, in order. */
  migrations: z.array(z.string()),
  tables: z.array(table),
  /** Files of messages. `missing`: keys of rows whose file was not there. */
  media: z.object({ files: z.number(), bytes: z.number(), missing: z.array(z.string()) }),
  /** Tells whether a secret key is the one that the archive's settings are sealed with. */
  keyPrint: z.string(),
  /** The secret key itself is in the archive. */
  withSecretKey: z.boolean(),
});

/** A table as it was, in words that both databases understand. */
export type TableShape = Omit<z.infer<typeof table>, 'rows'>;
/** What an archive says of itself: `manifest.json`. */
export type Manifest = z.infer<typeof manifest>;

/** An archive that cannot be used; the message is a sentence. */
export class ArchiveProblem extends Error {}

/**
 * Reads `manifest.json`.
 *
 * @throws ArchiveProblem when it is none, or of a newer layout
 */
export const readManifest = (text: string): Manifest => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ArchiveProblem('This archive is damaged: its manifest cannot be read.');
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT)
    throw new ArchiveProblem(
      `This archive has the layout ${format}, this version reads ${FORMAT}. Restore it with the Parley that wrote it, or a newer one.`,
    );
  const parsed = manifest.safeParse(json);
  if (!parsed.success)
    throw new ArchiveProblem(`This archive is damaged: its manifest says nothing usable of ${parsed.error.issues[0]?.path.join('.')}.`);
  return parsed.data;
};
