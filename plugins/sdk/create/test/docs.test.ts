import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
const DOCS = join(ROOT, 'docs/plugins');
const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md'));
const read = (page: string): string => readFileSync(join(DOCS, page), 'utf8');

/** Whole modules among the examples of a page. */
const examples = (page: string): string[] =>
  [...read(page).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code).filter((code) => code.includes('export default'));

describe('the pages for authors', () => {
  it('show plugins that compile strictly, one for each kind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-docs-'));
    try {
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
      mkdirSync(join(folder, 'src'));
      writeFileSync(join(folder, 'tsconfig.json'), readFileSync(join(__dirname, '../template/base/tsconfig.json')));
      const shown = pages.flatMap((page) => examples(page).map((code, index) => ({ file: `${page}-${index}.ts`, code })));
      for (const { file, code } of shown) writeFileSync(join(folder, 'src', file), code);
      expect(shown.map(({ file }) => file)).toEqual(
        expect.arrayContaining(['assignment.md-0.ts', 'bot.md-0.ts', 'channel.md-0.ts', 'quick-replies.md-0.ts', 'templates.md-0.ts']),
      );
      const { stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  it('link to pages that exist', () => {
    const links = pages.flatMap((page) => [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = '']) => ({ page, to })));
    const there = new Set([...pages, ...readdirSync(DOCS).map((name) => `${name}/`)]);
    expect(links.filter(({ to }) => !there.has(to))).toEqual([]);
  });
});
