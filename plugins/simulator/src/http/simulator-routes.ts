import type { SimulatorEngine } from '../engine/engine';
import { ControlRoutes } from './control-routes';
import { GraphRoutes } from './graph-routes';
import type { SimReply, SimRequest } from './http';
import { page } from './page';

/** Where the simulator lives on a server. */
export const MOUNT = '/simulator';

/** Everything below {@link MOUNT}: `/graph/…`, `/api/…`, and the page. */
export class SimulatorRoutes {
  private readonly graph: GraphRoutes;
  private readonly control: ControlRoutes;

  constructor(engine: SimulatorEngine) {
    this.graph = new GraphRoutes(engine);
    this.control = new ControlRoutes(engine);
  }

  /** Null: not ours. */
  handle(request: SimRequest): Promise<SimReply | null> {
    const { path } = request;
    if (path.startsWith('/graph/')) return this.graph.handle(request, path.slice('/graph'.length));
    if (path.startsWith('/api/')) return this.control.handle(request, path.slice('/api'.length));
    return page(request);
  }
}
