import { changedRights, type ChangedRights } from '../people/rights';
import type { LoggedEvent } from './event-log';

/**
 * Holds an organization's delivery while rights that changed are read anew: nothing that follows such an event in the log, and nothing
 * that was being written when it came, goes out under the old ones.
 */
export class RightsGate {
  /** Organization → the last event that may have changed rights. */
  private readonly changedAt = new Map<string, number>();
  private readonly renewals = new Map<string, Promise<void>>();

  /** @param renew must not reject */
  constructor(private readonly renew: (changed: ChangedRights) => Promise<void>) {}

  /** Tells of events of one organization, as they happen: all of them, in order. */
  saw(orgId: string, events: readonly LoggedEvent[]): void {
    const changed = this.news(orgId, events);
    if (changed) this.hold(orgId, changed);
  }

  /** Tells of a page of the log that may be ahead of what has been told: what lies between is not known, so everybody is read anew. */
  readAhead(orgId: string, page: readonly LoggedEvent[]): void {
    if (this.news(orgId, page)) this.hold(orgId, { orgId, agentIds: null });
  }

  private news(orgId: string, events: readonly LoggedEvent[]): ChangedRights | null {
    const known = this.changedAt.get(orgId) ?? 0;
    const fresh = events.filter(({ seq }) => seq > known);
    const changed = changedRights(fresh);
    if (changed) this.changedAt.set(orgId, fresh[fresh.length - 1]?.seq ?? known);
    return changed;
  }

  private hold(orgId: string, changed: ChangedRights): void {
    const renewal = (this.renewals.get(orgId) ?? Promise.resolve()).then(() => this.renew(changed));
    this.renewals.set(orgId, renewal);
    void renewal.finally(() => {
      if (this.renewals.get(orgId) === renewal) this.renewals.delete(orgId);
    });
  }

  /** Waits until everybody has the rights of now; returns which these are, for {@link isStill}. */
  async settled(orgId: string): Promise<number> {
    while (this.renewals.has(orgId)) await this.renewals.get(orgId);
    return this.changedAt.get(orgId) ?? 0;
  }

  isStill(orgId: string, rights: number): boolean {
    return (this.changedAt.get(orgId) ?? 0) === rights;
  }
}
