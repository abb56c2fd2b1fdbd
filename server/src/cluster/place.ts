import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Servers of this process: tests run several. */
const here = new Set<string>();

/** Notes that a server runs in this process, until {@link leavePlace}. */
export const takePlace = (nodeId: string): void => void here.add(nodeId);
export const leavePlace = (nodeId: string): void => void here.delete(nodeId);

const given = (read: () => string): string => {
  try {
    return read().trim();
  } catch {
    return '';
  }
};

/**
 * Names whatever gives process ids their meaning: this boot of this kernel and the process's namespace, elsewhere the host's name. Two
 * containers with the same host name are two places.
 */
export const placeOfProcess = (): string =>
  [hostname(), given(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')), given(() => readlinkSync('/proc/self/ns/pid'))]
    .join('|')
    .slice(0, 190);

/** Can it be known that this server's process is gone? False: it may still run, or it runs where nobody can look. */
export const isGone = (node: { id: string; place: string; pid: number }, place: string): boolean => {
  if (node.place !== place) return false;
  if (node.pid === process.pid) return !here.has(node.id);
  try {
    process.kill(node.pid, 0);
    return false;
  } catch (error) {
    // EPERM: somebody else's process has that number
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};
