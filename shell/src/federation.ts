import { loadRemote, registerPlugins, registerRemotes } from '@module-federation/enhanced/runtime';
import { LoadError, report } from '@parley/plugin-ui';
import type { ComponentType } from 'react';
import { fitsContract } from './contract';
import type { RemoteRow } from './registry';

/** The federation runtime waits for ever; a person does not. Covers the retries too. */
const WITHIN = 8_000;
const PAUSES = [400, 1_200];

/** What this page knows about a remote. */
interface Container {
  /** The build it runs; null until the first module of it has arrived. */
  running: string | null;
  /** Whoever comes while the first module is on its way waits: two attempts at once would take the remote from each other. */
  first: Promise<unknown> | null;
  modules: Map<string, ComponentType<never>>;
}

const containers = new Map<string, Container>();
const manifests = new Map<string, string>();
let attempts = 0;
let ready = false;

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
const nameOf = (id: string) => id.replace(/\W/g, '_');

function containerOf(id: string): Container {
  const before = containers.get(id);
  if (before) return before;
  const made: Container = { running: null, first: null, modules: new Map() };
  containers.set(id, made);
  return made;
}

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

/** Names the remote's address to the runtime: a new one for each further attempt, else it would answer from the failed one. */
async function register(row: RemoteRow, signal: AbortSignal): Promise<void> {
  const attempt = attempts++;
  const url = new URL(row.entry, location.origin);
  if (attempt > 0) url.searchParams.set('retry', String(attempt));
  await fetchManifest(url.href, signal);
  registerRemotes([{ name: nameOf(row.id), entry: url.href }], { force: attempt > 0 });
}

async function once(row: RemoteRow, module: string, container: Container, signal: AbortSignal): Promise<ComponentType<never>> {
  if (container.running === null) await register(row, signal);
  let found: { default?: ComponentType<never> } | null;
  try {
    found = await loadRemote<{ default?: ComponentType<never> }>(`${nameOf(row.id)}/${module.replace(/^\.\//, '')}`);
  } catch (error) {
    report(`${row.id}: ${module} could not be loaded`, error);
    throw new LoadError('broken', module);
  }
  if (!found?.default) throw new LoadError('broken', module);
  // What arrives after the time was up, and after another attempt was made, is not what this page runs.
  if (!signal.aborted) {
    container.running ??= row.digest;
    container.modules.set(module, found.default);
  }
  return found.default;
}

async function attempt(row: RemoteRow, module: string, container: Container): Promise<ComponentType<never>> {
  const signal = AbortSignal.timeout(WITHIN);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new LoadError('timeout')));
  });
  const work = async (): Promise<ComponentType<never>> => {
    for (let round = 0; ; round++) {
      try {
        return await once(row, module, container, signal);
      } catch (error) {
        const rest = PAUSES[round];
        if (rest === undefined || signal.aborted) throw error;
        await pause(rest);
      }
    }
  };
  return Promise.race([work(), late]);
}

/**
 * Loads what a remote exposes: two retries with growing pauses, eight seconds in all. Once a module of a remote is here, its others
 * come from the same build, whatever is active by then.
 * @throws {LoadError} with the true reason
 */
export async function loadModule(row: RemoteRow, module: string): Promise<ComponentType<never>> {
  const container = containerOf(row.id);
  const here = container.modules.get(module);
  if (here) return here;
  if (container.running === null && !fitsContract(row.contract)) throw new LoadError('contract', row.contract);
  prepare();
  while (container.running === null && container.first) {
    await container.first.catch((error: unknown) => {
      // What keeps the whole remote away keeps this module away too; another module's own fault does not.
      if (!(error instanceof LoadError && error.reason === 'broken')) throw error;
    });
  }
  const work = attempt(row, module, container);
  if (container.running !== null) return work;
  container.first = work.finally(() => {
    container.first = null;
  });
  return container.first as typeof work;
}

/** The component, if it is here already. */
export const loadedModule = (id: string, module: string): ComponentType<never> | undefined => containers.get(id)?.modules.get(module);

/** The remotes of which this page runs something, with their builds. */
export const runningBuilds = (): ReadonlyMap<string, string> =>
  new Map([...containers].flatMap(([id, { running }]) => (running === null ? [] : [[id, running] as const])));
