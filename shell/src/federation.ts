import { loadRemote, registerPlugins, registerRemotes } from '@module-federation/enhanced/runtime';
import { report } from '@parley/plugin-ui';
import type { ComponentType } from 'react';
import { fitsContract, type RemoteRow } from './registry';

/** Why a remote cannot be shown; `detail` goes into the sentence on the card. */
export type LoadReason = 'status' | 'unreachable' | 'timeout' | 'broken' | 'contract' | 'disabled';

/** A remote that could not be loaded. */
export class LoadError extends Error {
  constructor(
    readonly reason: LoadReason,
    readonly detail = '',
  ) {
    super(`${reason} ${detail}`.trim());
    this.name = 'LoadError';
  }
}

/** The federation runtime waits for ever; a person does not. Covers the retries too. */
const WITHIN = 8_000;
const PAUSES = [400, 1_200];
const manifests = new Map<string, string>();
let attempts = 0;
let ready = false;

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
const containerOf = (id: string) => id.replace(/\W/g, '_');

/** The manifest is fetched here, because the runtime does not look at the HTTP status; then it is handed over, not fetched twice. */
function prepare(): void {
  if (ready) return;
  ready = true;
  registerPlugins([
    {
      name: 'parley-manifests',
      fetch(url) {
        const text = manifests.get(url);
        if (text === undefined) return undefined;
        manifests.delete(url);
        return Promise.resolve(new Response(text, { headers: { 'content-type': 'application/json' } }));
      },
    },
  ]);
}

async function fetchManifest(url: string, signal: AbortSignal): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(url, { cache: 'no-store', signal });
  } catch {
    throw signal.aborted ? new LoadError('timeout') : new LoadError('unreachable');
  }
  if (!answer.ok) throw new LoadError('status', String(answer.status));
  const text = await answer.text();
  try {
    JSON.parse(text);
  } catch {
    throw new LoadError('broken', 'mf-manifest.json');
  }
  manifests.set(url, text);
}

async function once(row: RemoteRow, signal: AbortSignal): Promise<ComponentType> {
  // A new address for each further attempt: the runtime would otherwise answer from the failed one.
  const attempt = attempts++;
  const url = new URL(row.entry, location.origin);
  if (attempt > 0) url.searchParams.set('retry', String(attempt));
  await fetchManifest(url.href, signal);
  const name = containerOf(row.id);
  registerRemotes([{ name, entry: url.href }], { force: attempt > 0 });
  let found: { default?: ComponentType } | null;
  try {
    found = await loadRemote<{ default?: ComponentType }>(`${name}/${row.module.replace(/^\.\//, '')}`);
  } catch (error) {
    report(`${row.id} could not be loaded`, error);
    throw new LoadError('broken', row.module);
  }
  if (!found?.default) throw new LoadError('broken', row.module);
  return found.default;
}

/**
 * Loads what a remote exposes: two retries with growing pauses, eight seconds in all.
 * @throws {LoadError} with the true reason
 */
export async function loadModule(row: RemoteRow): Promise<ComponentType> {
  if (!fitsContract(row.contract)) throw new LoadError('contract', row.contract);
  prepare();
  const signal = AbortSignal.timeout(WITHIN);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new LoadError('timeout')));
  });
  const work = async (): Promise<ComponentType> => {
    for (let round = 0; ; round++) {
      try {
        return await once(row, signal);
      } catch (error) {
        const rest = PAUSES[round];
        if (rest === undefined || signal.aborted) throw error;
        await pause(rest);
      }
    }
  };
  return Promise.race([work(), late]);
}
