/** Runs something later; a test has its own, which never does. */
export interface Scheduler {
  /** @returns what takes it back */
  after(ms: number, run: () => void): () => void;
}

/** The machine's timers; they keep no process alive. */
export const timers: Scheduler = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
