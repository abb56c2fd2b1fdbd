import type { AssignmentRule, Candidate } from '@parley/plugin';
import { z } from 'zod';

const isFree = ({ presence, load, capacity }: Candidate): boolean => presence === 'ONLINE' && load < capacity;

/** A rule that does everything right: whoever has least to do. */
export const fewest = (): AssignmentRule<{ mode: 'fewest' | 'off' }> => ({
  id: 'fewest',
  label: 'Whoever has least to do',
  settings: z.object({ mode: z.enum(['fewest', 'off']).default('fewest') }),
  pick: (_ctx, { candidates, settings }) => {
    if (settings.mode === 'off') return { wait: true, why: 'Nobody is assigned here' };
    const [first] = candidates.filter(isFree).sort((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1));
    return first ? { agent: first.id, why: 'Has least to do' } : { wait: true, why: 'Nobody has room' };
  },
});
