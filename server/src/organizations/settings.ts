import { z } from 'zod';

const seconds = (fallback: number, min: number, max: number) => z.number().int().min(min).max(max).default(fallback);

/** What an organization may set, with its defaults. Seconds; 0 switches a thing off. */
export const settingsSchema = z.object({
  /** No activity for so long, and the agent is asked. */
  idleSeconds: seconds(300, 0, 3600),
  /** How long the question stands before the agent becomes Away. */
  idleCountdownSeconds: seconds(60, 10, 300),
  /** How long conversations stay bound to an agent whose connection is gone. */
  graceSeconds: seconds(180, 0, 1800),
  heartbeatSeconds: seconds(15, 5, 60),
  /** A waiting customer turns yellow, then red. */
  pendingSoonSeconds: seconds(60, 0, 86_400),
  pendingLateSeconds: seconds(180, 0, 86_400),
  /** Close a conversation when its service window ends. */
  autoClose: z.boolean().default(true),
  /** The status right after signing in. */
  initialStatus: z.enum(['ONLINE', 'AWAY', 'BUSY']).default('ONLINE'),
});

export type Settings = z.infer<typeof settingsSchema>;
