import { typeOfId } from '@parley/plugin';
import type { Viewer } from '../people/viewer';
import type { SignedInContext } from './context';

/** Finds a node for a viewer; null when it is absent or not theirs to see: both look the same. */
export type NodeSource = (ctx: SignedInContext, id: string) => Promise<object | null>;

/** Do all who have this viewer's permissions find the same? */
export type Alike = (viewer: Viewer) => boolean;

/** Who finds which type of node. Each room names its own. */
export class Nodes {
  private readonly sources = new Map<string, { source: NodeSource; alike: Alike }>();

  /** @param alike absent: the answer may be another one for each viewer */
  register(type: string, source: NodeSource, alike: Alike = () => false): void {
    if (this.sources.has(type)) throw new Error(`two rooms find ${type}`);
    this.sources.set(type, { source, alike });
  }

  /** Does everybody of the viewer's organization with the same permissions get the same answer about this node? */
  isAlike(viewer: Viewer, id: string): boolean {
    const type = typeOfId(id);
    return (type && this.sources.get(type)?.alike(viewer)) === true;
  }

  async find(ctx: SignedInContext, id: string): Promise<object | null> {
    const type = typeOfId(id);
    const known = type ? this.sources.get(type) : undefined;
    return known ? known.source(ctx, id) : null;
  }
}
