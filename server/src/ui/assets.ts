import type { RequestHandler } from 'express';
import { extname, join } from 'node:path';

const YEAR_SECONDS = 365 * 86_400;
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
type Encoding = (typeof ENCODINGS)[number][0];

interface Asset {
  file: string;
  extension: string;
  /** Compressed files that the build left beside it. */
  compressed: Partial<Record<Encoding, string>>;
  immutable: boolean;
}

/** Manifests say which files to load, so they must be fresh; what a build's own address leads to never changes. */
const isManifest = (name: string): boolean => /\.(json|html)$/.test(name);

/**
 * The files that are served under `/ui`, by their exact address. What is not in the index is not there: nothing of a request becomes a
 * path, and no folder is read for a request.
 */
export class Assets {
  private readonly folders = new Map<string, Map<string, Asset>>();

  /**
   * Serves a folder's files.
   *
   * @param path `/ui/workbench/1.4.0-9f07a95394`
   * @param files relative, with slashes
   * @param isImmutable which of them may be cached for ever; manifests never are
   */
  put(path: string, folder: string, files: readonly string[], isImmutable: (name: string) => boolean = () => true): void {
    const all = new Set(files);
    const isCompressed = (name: string): boolean =>
      ENCODINGS.some(([, suffix]) => name.endsWith(suffix) && all.has(name.slice(0, -suffix.length)));
    const index = new Map<string, Asset>();
    for (const name of files) {
      if (isCompressed(name)) continue;
      const compressed = ENCODINGS.filter(([, suffix]) => all.has(name + suffix)).map(
        ([encoding, suffix]) => [encoding, join(folder, name + suffix)] as const,
      );
      index.set(name, {
        file: join(folder, name),
        extension: extname(name),
        compressed: Object.fromEntries(compressed),
        immutable: !isManifest(name) && isImmutable(name),
      });
    }
    this.folders.set(path, index);
  }

  has(path: string): boolean {
    return this.folders.has(path);
  }

  /** Stops serving what is not in the list of paths. */
  retain(paths: ReadonlySet<string>): void {
    for (const path of this.folders.keys()) if (!paths.has(path)) this.folders.delete(path);
  }

  /** Answers GET and HEAD under `/ui`; what it does not know it passes on. */
  get handler(): RequestHandler {
    return (request, response, next) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return next();
      const [, path, name] = /^(\/ui\/[^/]+\/[^/]+)\/(.+)$/.exec(decoded(request.path)) ?? [];
      const asset = path && name ? this.folders.get(path)?.get(name) : undefined;
      if (!asset) return next();
      const encoding = ENCODINGS.map(([one]) => one).find((one) => asset.compressed[one] && request.acceptsEncodings(one));
      response.type(asset.extension || 'application/octet-stream');
      response.set('Cache-Control', asset.immutable ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-store');
      if (Object.keys(asset.compressed).length > 0) response.vary('Accept-Encoding');
      if (encoding) response.set('Content-Encoding', encoding);
      response.sendFile((encoding && asset.compressed[encoding]) || asset.file, { cacheControl: false, dotfiles: 'allow' }, (error) => {
        if (!error || response.headersSent) return;
        response.removeHeader('Content-Encoding');
        next();
      });
    };
  }
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
};
