import type { Demo } from '@parley/plugin-ui';

/** One row of `/ui/registry.json`: a remote that this server offers. */
export interface RemoteRow {
  /** `workbench`, `admin`, or the id of a plugin. */
  id: string;
  kind: 'app' | 'plugin';
  version: string;
  /** Tells this build from all others; the version where the server says nothing. */
  digest: string;
  /** The range of the screen contract it was made for: `^1.0`. */
  contract: string;
  label: string;
  /** The address of its manifest. */
  entry: string;
  /** An app's module: `./App`. */
  module: string | null;
  /** Without this permission it is not offered. */
  permission?: string;
}

/** A plugin that a developer serves from this computer instead of the server; `entry` is null when this person may not do that. */
export interface Override {
  id: string;
  entry: string | null;
}

/** What the server offers to the browser. */
export interface Registry {
  remotes: RemoteRow[];
  demo: Demo | null;
  override: Override | null;
}
/** A registry, and whether it is only the last good copy. */
export interface LoadedRegistry extends Registry {
  stale: boolean;
}

const KEPT = 'parley.registry';
const WITHIN = 8_000;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Entries are addresses of our own origin; anything else is refused, because a remote runs with the shell's whole authority. */
const isOurs = (entry: string): boolean => entry.startsWith('/') && !entry.startsWith('//') && !entry.includes('\\');
/** What a developer may put in a plugin's place: something on the computer the browser runs on. */
const isLocal = (entry: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(entry);

function readRow(value: unknown): RemoteRow | null {
  if (!isObject(value)) return null;
  const { id, kind, version, digest, contract, label, entry, module, permission } = value;
  const plugin = kind === 'plugin';
  if (!isText(id) || !isText(version) || !isText(entry) || !isOurs(entry) || !(plugin || isText(module))) return null;
  return {
    id,
    kind: plugin ? 'plugin' : 'app',
    version,
    digest: isText(digest) ? digest : version,
    contract: isText(contract) ? contract : '',
    label: isText(label) ? label : id,
    entry,
    module: isText(module) ? module : null,
    ...(isText(permission) ? { permission } : {}),
  };
}

function readOverride(value: unknown): Override | null {
  if (!isObject(value) || !isText(value['id'])) return null;
  const { id, entry } = value;
  return { id, entry: isText(entry) && isLocal(entry) ? entry : null };
}

/** The rows with a developer's build in the place of the server's. */
export function overridden({ remotes, override }: Registry): RemoteRow[] {
  if (!override?.entry) return remotes;
  const { id, entry } = override;
  const before = remotes.find((row) => row.id === id);
  const row: RemoteRow = {
    ...(before ?? { id, kind: 'plugin', label: id, module: null }),
    version: 'development',
    digest: entry,
    contract: '',
    entry,
  };
  return [...remotes.filter((each) => each.id !== id), row];
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
  return {
    remotes: value['remotes'].map(readRow).filter((row) => row !== null),
    demo: readDemo(value['demo']),
    override: readOverride(value['override']),
  };
}

/** What `?disable-plugins=` switches off for this visit, to rescue a broken page: ids, or `*` for every plugin. */
export interface Disabled {
  /** As they stand in the address. */
  ids: readonly string[];
  has(id: string, kind: RemoteRow['kind']): boolean;
}

/** Reads `?disable-plugins=a,b` or `?disable-plugins=*`. An app is switched off only by its own name. */
export function disabledIn(search: string): Disabled {
  const ids = (new URLSearchParams(search).get('disable-plugins') ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  return { ids, has: (id, kind) => ids.includes(id) || (kind === 'plugin' && ids.includes('*')) };
}

/** What loading a registry needs from the outside. */
export interface RegistryPorts {
  /** The page's own query: `ui-override` is passed on. */
  search?: string;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * Fetches the registry. When it cannot be had, the last good copy of this browser serves, marked `stale`.
 * @throws when there is neither
 */
export async function loadRegistry({ search = '', fetch, storage }: RegistryPorts): Promise<LoadedRegistry> {
  const asked = new URLSearchParams(search).get('ui-override');
  const query = asked ? `?${new URLSearchParams({ 'ui-override': asked })}` : '';
  try {
    const answer = await fetch(`/ui/registry.json${query}`, { cache: 'no-store', signal: AbortSignal.timeout(WITHIN) });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const registry = parseRegistry(await answer.json());
    try {
      storage.setItem(KEPT, JSON.stringify({ ...registry, override: null }));
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
