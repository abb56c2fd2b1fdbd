import type { Bench } from '../bench.ts';
import { boot } from './boot.ts';
import { fanout } from './fanout.ts';
import { history } from './history.ts';
import { intake } from './intake.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { reconnect } from './reconnect.ts';
import { routing } from './routing.ts';
import { sets } from './sets.ts';
import { workbench } from './workbench.ts';

/** Every bench by its name, in the order in which they run. */
export const benches: Readonly<Record<string, Bench>> = {
  boot,
  intake,
  sets,
  latency,
  fanout,
  routing,
  reconnect,
  memory,
  history,
  workbench,
};
