/** How one kind of call has gone since the server started. Times in ms. */
export interface CallTally {
  calls: number;
  failures: number;
  totalMs: number;
  longestMs: number;
  blockedMs: number;
  lastFailure: string | null;
  lastFailedAt: number | null;
}

/** What is counted of the calls into one plugin, by name. Names come from the code and from the plugin's definition, never from data. */
export class CallStats {
  private readonly tallies = new Map<string, CallTally>();

  ended(name: string, ms: number): void {
    const tally = this.of(name);
    tally.calls++;
    tally.totalMs += ms;
    tally.longestMs = Math.max(tally.longestMs, ms);
  }

  failed(name: string, reason: string, at: number): void {
    Object.assign(this.of(name), { failures: this.of(name).failures + 1, lastFailure: reason, lastFailedAt: at });
  }

  blocked(name: string, ms: number): void {
    this.of(name).blockedMs += ms;
  }

  list(): [name: string, tally: Readonly<CallTally>][] {
    return [...this.tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  private of(name: string): CallTally {
    let tally = this.tallies.get(name);
    if (!tally) {
      tally = { calls: 0, failures: 0, totalMs: 0, longestMs: 0, blockedMs: 0, lastFailure: null, lastFailedAt: null };
      this.tallies.set(name, tally);
    }
    return tally;
  }
}
