import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { SimReply, SimRequest } from './http';

/** The built page: `dist/ui`, beside the built server and two folders up from the sources. */
const FOLDER = join(__dirname, '..', '..', 'dist', 'ui');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

/** The phone page and its files. Null: there is no such file. */
export const page = async (request: SimRequest): Promise<SimReply | null> => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const file = request.path === '/' || request.path === '' ? 'index.html' : request.path.slice(1);
  const type = TYPES[extname(file)];
  if (!type || !/^(index\.html|favicon\.svg|static\/[\w./-]+)$/.test(file) || file.includes('..')) return null;
  const asset = file.startsWith('static/');
  const brotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '')
    ? await readFile(join(FOLDER, `${file}.br`)).catch(() => null)
    : null;
  const bytes = brotli ?? (await readFile(join(FOLDER, file)).catch(() => null));
  if (bytes) {
    return {
      status: 200,
      headers: {
        'content-type': type,
        vary: 'accept-encoding',
        ...(brotli ? { 'content-encoding': 'br' } : {}),
        'x-content-type-options': 'nosniff',
        'cache-control': asset ? 'public, max-age=31536000, immutable' : 'no-store',
        ...(asset ? {} : { 'content-security-policy': POLICY }),
      },
      body: bytes,
    };
  }
  if (file !== 'index.html') return null;
  return {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: 'The phone page is not built: run "npm run build" in the simulator. The Graph API and the control API work without it.\n',
  };
};
