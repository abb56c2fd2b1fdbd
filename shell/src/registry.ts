import type { Demo } from '@parley/plugin-ui';

/** One row of `/ui/registry.json`: a remote that this server offers. */
export interface RemoteRow {
  id: string;
  version: string;
  /** The range of the screen contract it was made for: `^1.0`. */
  contract: string;
  label: string;
  /** The address of its manifest. */
  entry: string;
  /** The module to render: `./App`. */
  module: string;
  /** Without this permission it is not offered. */
  permission?: string;
}

/** What the server offers to the browser. */
export interface Registry {
  remotes: RemoteRow[];
  demo: Demo | null;
}
/** A registry, and whether it is only the last good copy. */
export interface LoadedRegistry extends Registry {
  stale: boolean;
}

/** The screen contract of this shell. A remote made for another major version is not loaded. */
export const UI_CONTRACT = 1;
const KEPT = 'parley.registry';
const WITHIN = 8_000;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Entries are addresses of our own origin; anything else is refused, because a remote runs with the shell's whole authority. */
const isOurs = (entry: string): boolean => entry.startsWith('/') && !entry.startsWith('//') && !entry.includes('\\');

function readRow(value: unknown): RemoteRow | null {
  if (!isObject(value)) return null;
  const { id, version, contract, label, entry, module, permission } = value;
  if (!isText(id) || !isText(version) || !isText(entry) || !isText(module) || !isOurs(entry)) return null;
  return {
    id,
    version,
    contract: isText(contract) ? contract : '',
    label: isText(label) ? label : id,
    entry,
    module,
    ...(isText(permission) ? { permission } : {}),
  };
}

function readDemo(value: unknown): Demo | null {
  if (!isObject(value) || !isText(value['account']) || !isText(value['password']) || !Array.isArray(value['people'])) return null;
  const people = value['people']
    .filter(isObject)
    .filter((each) => isText(each['username']))
    .map((each) => ({
      username: String(each['username']),
      name: String(each['name'] ?? each['username']),
      role: String(each['role'] ?? ''),
    }));
  return {
    account: value['account'],
    password: value['password'],
    people,
    ...(isText(value['phoneUrl']) ? { phoneUrl: value['phoneUrl'] } : {}),
  };
}

/** Reads a registry; rows that make no sense are left out. @throws when it is no registry at all */
export function parseRegistry(value: unknown): Registry {
  if (!isObject(value) || !Array.isArray(value['remotes'])) throw new Error('no list of remotes');
  return { remotes: value['remotes'].map(readRow).filter((row) => row !== null), demo: readDemo(value['demo']) };
}

/** Can this shell run what was made for that range? An empty range says nothing and is let through. */
export function fitsContract(range: string): boolean {
  const major = /\d+/.exec(range)?.[0];
  return major === undefined || Number(major) === UI_CONTRACT;
}

/** The ids that `?disable-plugins=a,b` switches off for this visit, to rescue a broken page. */
export function disabledIn(search: string): ReadonlySet<string> {
  return new Set(
    (new URLSearchParams(search).get('disable-plugins') ?? '')
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
  );
}

/** What loading a registry needs from the outside. */
export interface RegistryPorts {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * Fetches the registry. When it cannot be had, the last good copy of this browser serves, marked `stale`.
 * @throws when there is neither
 */
export async function loadRegistry({ fetch, storage }: RegistryPorts): Promise<LoadedRegistry> {
  try {
    const answer = await fetch('/ui/registry.json', { cache: 'no-store', signal: AbortSignal.timeout(WITHIN) });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const registry = parseRegistry(await answer.json());
    try {
      storage.setItem(KEPT, JSON.stringify(registry));
    } catch {
      // Full or forbidden storage: there is no copy then.
    }
    return { ...registry, stale: false };
  } catch (error) {
    const kept = storage.getItem(KEPT);
    if (kept === null) throw error;
    return { ...parseRegistry(JSON.parse(kept)), stale: true };
  }
}
