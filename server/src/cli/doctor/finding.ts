/** `ok`: works. `warn`: works, but somebody should look. `fail`: does not work. */
export type FindingState = 'ok' | 'warn' | 'fail';

/** What the doctor found of one thing. */
export interface Finding {
  /** configuration, node, database, jobs, wake-ups, storage, mail, provider, plugins, screens. */
  area: string;
  state: FindingState;
  text: string;
  /** What to do about it. */
  remedy?: string;
}

export const ok = (area: string, text: string): Finding => ({ area, state: 'ok', text });
export const warn = (area: string, text: string, remedy: string): Finding => ({ area, state: 'warn', text, remedy });
export const fail = (area: string, text: string, remedy: string): Finding => ({ area, state: 'fail', text, remedy });

/** How long anything outside may take to answer. */
export const PATIENCE_MS = 5_000;

/** Waits so long and no longer. */
export const inTime = <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** The first line of what went wrong. */
export const words = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException;
  return (message || code || String(error)).split('\n')[0] ?? '';
};
