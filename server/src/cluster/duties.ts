import { createHash } from 'node:crypto';

const weight = (duty: string, nodeId: string): string => createHash('sha1').update(`${duty}\0${nodeId}`).digest('hex');

/**
 * Deals duties out among servers without anybody asking anybody: each server computes the same answer from the same list, and when one comes or
 * goes only its share moves (rendezvous hashing).
 */
export class Duties {
  private readonly owners = new Map<string, string>();

  constructor(private nodes: readonly string[]) {}

  deal(nodes: readonly string[]): void {
    this.nodes = nodes;
    this.owners.clear();
  }

  /** The server that does this duty. */
  ownerOf(duty: string): string {
    let owner = this.owners.get(duty);
    if (owner === undefined) {
      owner = this.nodes.map((id) => ({ id, weight: weight(duty, id) })).reduce((a, b) => (b.weight > a.weight ? b : a)).id;
      if (this.owners.size >= MOST) this.owners.clear();
      this.owners.set(duty, owner);
    }
    return owner;
  }
}

/** Answers that are kept. */
const MOST = 50_000;
