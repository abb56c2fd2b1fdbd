import { partFailures, type Parley } from '@parley/plugin-ui';
import { useEffect } from 'react';

/** Tells the server which part of a screen failed and why, each once in the life of this page: the operator finds it in log and metrics. */
export function useReports(parley: Parley, signedIn: boolean): void {
  useEffect(() => {
    if (!signedIn) return;
    const told = new Set<string>();
    return partFailures.subscribe(() => {
      const body = JSON.stringify(partFailures.get());
      if (told.has(body)) return;
      told.add(body);
      const headers = { ...parley.headers, 'content-type': 'application/json' };
      // A report that is lost is no second failure.
      fetch('/ui/reports', { method: 'POST', headers, body, keepalive: true }).catch(() => {});
    });
  }, [parley, signedIn]);
}
