/** The places at which a server can be told to die: between two things that must not come apart. */
export const CRASH_POINTS = [
  'boot.migrated',
  'boot.joined',
  'intake.applied',
  'intake.committed',
  'events.counted',
  'message.queued',
  'outbox.taken',
  'outbox.answered',
  'outbox.settled',
  'assignment.claimed',
  'assignment.committed',
  'bots.applied',
  'presence.releasing',
  'windows.closing',
  'jobs.recorded',
  'jobs.handled',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

const readPlan = (text: string | undefined): Map<string, number> =>
  new Map(
    (text ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map((part) => {
        const [point = '', nth = '1'] = part.split(':');
        return [point, Number(nth)];
      }),
  );

const plan = readPlan(process.env.PARLEY_CRASH_AT);

/**
 * Kills this process on the spot, as a power cut would, when `PARLEY_CRASH_AT` says so: `intake.committed:3` is the third time that it comes by, several
 * are separated by commas. For torture; `readConfig` refuses it in production. Without the variable it does nothing.
 */
export const crashPoint: (point: CrashPoint) => void =
  plan.size === 0
    ? () => undefined
    : (point) => {
        const left = plan.get(point);
        if (left === undefined) return;
        plan.set(point, left - 1);
        if (left <= 1) process.kill(process.pid, 'SIGKILL');
      };
