import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
const RSBUILD = join(ROOT, 'node_modules/@rsbuild/core/bin/rsbuild.js');
const panel = { slot: 'workbench.conversation.panel', label: 'Loyalty', component: './Panel' };
const parley = {
  id: 'acme-loyalty',
  prefix: 'acme',
  label: 'Acme',
  contract: '^1.0',
  ui: { entry: './dist/ui/mf-manifest.json', slots: [panel] },
};
const PANEL = `import css from './panel.module.css';
export default function Panel() { return <p className={css.panel}>120 points</p>; }`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-preset-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  put('rsbuild.config.mjs', "import { parleyPlugin } from '@parley/plugin-ui/preset'; export default parleyPlugin();");
  put('package.json', JSON.stringify({ name: 'acme', version: '1.4.0', type: 'module', parley }));
  put('ui/Panel.tsx', PANEL);
  put('ui/panel.module.css', '.panel { color: red }');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const build = (): { ok: boolean; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RSBUILD, 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: undefined, NODE_OPTIONS: '', NO_COLOR: '1' },
  });
  return { ok: status === 0, output: (stdout + stderr).replace(/\s+/g, ' ') };
};
const sheets = (): string =>
  readdirSync(join(folder, 'dist/ui'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css'))
    .map((name) => read(`dist/ui/${name}`))
    .join('\n');

describe('parleyPlugin()', () => {
  it('builds exactly what the manifest names, brings no shared library, and leaves the manifest beside it', () => {
    put('ui/Other.tsx', 'export default () => null;');
    expect(build()).toMatchObject({ ok: true });
    const manifest = JSON.parse(read('dist/ui/mf-manifest.json')) as {
      name: string;
      exposes: { path: string }[];
      shared: { name: string }[];
    };
    expect(manifest.name).toBe('acme_loyalty');
    expect(manifest.exposes.map(({ path }) => path)).toEqual(['./Panel']);
    expect(JSON.parse(read('dist/ui/parley.json'))).toEqual({ ...parley, version: '1.4.0' });
    const scripts = readdirSync(join(folder, 'dist/ui/static/js'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    expect(scripts.some((name) => read(`dist/ui/static/js/${name}`).includes('react.element'))).toBe(false);
    expect(existsSync(join(folder, `dist/ui/static/js/${scripts[0]}.br`)) || scripts.length > 1).toBe(true);
  });

  it('puts styles into the layer of plugins, with names that no other build has', () => {
    put(
      'ui/panel.module.css',
      '@media print { .panel p { color: red } } .panel { animation: in 1s } @keyframes in { from { opacity: 0 } }',
    );
    expect(build()).toMatchObject({ ok: true });
    expect(sheets()).toMatch(
      /^@layer plugins\{@media print\{\.acme-loyalty-panel-\w+ p\{color:red\}\}.*@keyframes acme-loyalty-in-\w+\{.*\}\}$/s,
    );
  });

  it.each([
    ['h2 { color: red }', 'h2'],
    ['.panel, a:hover { color: red }', 'a:hover'],
    [':root { --mine: 1px }', ':root'],
    ['[data-theme="dark.x"] { color: red }', '[data-theme="dark.x"]'],
    ['@container (width > 1px) { p { margin: 0 } }', 'p'],
    [':is(h1, h2) { margin: 0 }', ':is(h1, h2)'],
  ])('refuses %s with a sentence, because it would change the whole page', (css, selector) => {
    put('ui/panel.module.css', css);
    const { ok, output } = build();
    expect(ok).toBe(false);
    expect(output).toContain(`The selector "${selector}" would change every`);
  });

  it('finds components that lie elsewhere', () => {
    rmSync(join(folder, 'ui/Panel.tsx'));
    put('ui/parts/panel.tsx', PANEL.replace('./panel', '../panel'));
    put(
      'rsbuild.config.mjs',
      "import { parleyPlugin } from '@parley/plugin-ui/preset'; export default parleyPlugin({ exposes: { './Panel': './ui/parts/panel.tsx' } });",
    );
    expect(build()).toMatchObject({ ok: true });
  });

  it.each([
    [
      'a component that is not there',
      () => rmSync(join(folder, 'ui/Panel.tsx')),
      './ui/Panel.tsx is missing: package.json names it for the slot workbench.conversation.panel.',
    ],
    ['no manifest', () => put('package.json', '{ "name": "acme" }'), 'package.json has no "parley" part.'],
    ['no screens', () => put('package.json', JSON.stringify({ parley: { ...parley, ui: undefined } })), 'has no "ui". Add'],
    [
      'no slots',
      () => put('package.json', JSON.stringify({ parley: { ...parley, ui: { ...parley.ui, slots: [] } } })),
      'package.json names no slots',
    ],
  ])('says what to do about %s', (_name, spoil, sentence) => {
    spoil();
    const { ok, output } = build();
    expect(ok).toBe(false);
    expect(output).toContain(sentence);
  });
});
