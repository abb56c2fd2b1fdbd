/** Work done later, or again and again: what the other rooms know of the queue. A job is done once in effect though it may be delivered twice. */
export interface JobQueue {
  /** Names the handler of a kind of job; before the queue starts. */
  define<T>(name: string, handler: (data: T) => Promise<void>, options?: { concurrency?: number; lockMs?: number }): void;
  /** Runs `name` once at `when` (epoch ms); an earlier appointment of the same (name, key) is replaced. */
  at<T>(name: string, key: string, when: number, data: T): Promise<void>;
  /** Runs `name` again and again. */
  every(name: string, intervalMs: number): Promise<void>;
  /** Takes an appointment back. */
  cancel(name: string, key: string): Promise<void>;
}
