/** So many failures in a row open it. */
export const OPENS_AFTER = 5;
/** So long it stays shut before one call may try again, in ms. */
export const PAUSE_MS = 30_000;

/**
 * Keeps calls away from what fails: after {@link OPENS_AFTER} failures in a row nothing is called for {@link PAUSE_MS}; then one
 * call tries, and its outcome decides.
 */
export class Breaker {
  failures = 0;
  lastReason = '';
  private hung = false;
  private openedAt: number | null = null;
  private trying = false;

  get isOpen(): boolean {
    return this.openedAt !== null;
  }

  /** Was the last call one that gave no answer in time? */
  get isLate(): boolean {
    return this.failures > 0 && this.hung;
  }

  /** May a call go through? If so, {@link succeeded} or {@link failed} must follow. */
  admits(now: number): boolean {
    if (this.openedAt === null) return true;
    if (this.trying || now - this.openedAt < PAUSE_MS) return false;
    this.trying = true;
    return true;
  }

  /** @returns true if it was open until now */
  succeeded(): boolean {
    const wasOpen = this.isOpen;
    this.failures = 0;
    this.openedAt = null;
    this.trying = false;
    return wasOpen;
  }

  /**
   * @param hung there was no answer in time
   * @returns true if this failure opened it
   */
  failed(now: number, reason: string, hung: boolean): boolean {
    this.failures++;
    this.lastReason = reason;
    this.hung = hung;
    const wasOpen = this.isOpen;
    if (this.trying || (!wasOpen && this.failures >= OPENS_AFTER)) this.openedAt = now;
    this.trying = false;
    return !wasOpen && this.isOpen;
  }
}
