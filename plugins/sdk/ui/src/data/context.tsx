import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Parley } from './client';
import type { Connection } from './socket';

/** The client of this screen; `null` on a page that stands alone. */
export const ParleyContext = createContext<Parley | null>(null);

/** The client of this screen. Most remotes need only `useQuery`, `useMutation` and {@link useEvents}. */
export function useParley(): Parley {
  const parley = useContext(ParleyContext);
  if (!parley) throw new Error('This part needs <ParleyProvider> around it');
  return parley;
}

/** Is this screen in touch with the server, and since when? */
export function useConnection(): Connection {
  const { connection } = useParley().socket;
  return useSyncExternalStore(connection.subscribe, connection.get);
}
