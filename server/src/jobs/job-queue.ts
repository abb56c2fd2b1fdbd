/** How a kind of job is run, see {@link JobQueue.define}. */
export interface JobOptions<T> {
  concurrency?: number;
  lockMs?: number;
  exhausted?: (data: T, error: unknown, attempts: number) => Promise<void>;
}

/** Work done later, or again and again: what the other rooms know of the queue. A job is done once in effect though it may be delivered twice. */
export interface JobQueue {
  /**
   * Names the handler of a kind of job; before the queue starts. A handler that throws is called again after a while (5 s, then ever
   * longer), ten times.
   *
   * @param options `concurrency`: how many run at once on this node (1); `lockMs`: how long a job stays this node's when the node dies (4000);
   *   `exhausted`: takes what failed for the last time; the job is then done with
   */
  define<T>(name: string, handler: (data: T) => Promise<void>, options?: JobOptions<T>): void;
  /**
   * Runs `name` once at `when` (epoch ms); an earlier appointment of the same (name, key) is replaced. One that is running goes on, and the new
   * one follows: a handler may make its own next appointment. Inside `db.write` the appointment stands or falls with the transaction.
   */
  at<T>(name: string, key: string, when: number, data: T): Promise<void>;
  /** Runs `name` as soon as possible, each call once. Inside `db.write` as with {@link at}. */
  now<T>(name: string, data: T): Promise<void>;
  /** Runs `name` again and again, at once for the first time; on one node of several. `data` of the handler is undefined. */
  every(name: string, intervalMs: number): Promise<void>;
  /** Takes an appointment back. */
  cancel(name: string, key: string): Promise<void>;
}
