import { typeOfId } from '@parley/plugin';
import type { SignedInContext } from './context';

/** Finds a node for a viewer; null when it is absent or not theirs to see: both look the same. */
export type NodeSource = (ctx: SignedInContext, id: string) => Promise<object | null>;

/** Who finds which type of node. Each room names its own. */
export class Nodes {
  private readonly sources = new Map<string, NodeSource>();

  register(type: string, source: NodeSource): void {
    if (this.sources.has(type)) throw new Error(`two rooms find ${type}`);
    this.sources.set(type, source);
  }

  async find(ctx: SignedInContext, id: string): Promise<object | null> {
    const type = typeOfId(id);
    const source = type ? this.sources.get(type) : undefined;
    return source ? source(ctx, id) : null;
  }
}
