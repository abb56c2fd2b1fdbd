import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Author, failures } from './author';

const PICTURE = join(tmpdir(), 'parley-check-tried-out.png');
const chromium = process.env.PARLEY_CHROMIUM;
let author: Author;
beforeAll(() => {
  author = new Author('--ui');
  author.build().buildScreens();
}, 60_000);
afterEach(() => {
  if (chromium === undefined) delete process.env.PARLEY_CHROMIUM;
  else process.env.PARLEY_CHROMIUM = chromium;
});
afterAll(() => {
  author.remove();
  rmSync(PICTURE, { force: true });
});

/** What the report says of the screens. */
const screens = async () =>
  (await author.check()).points.filter(({ area }) => area === 'screens').map(({ outcome, text }) => [outcome, text]);

describe('the screens of a checked plugin', () => {
  it('are shown in Chromium, each with something to show', async () => {
    expect(await screens()).toEqual([
      ['ok', './ContactPanel in workbench.conversation.panel'],
      ['ok', './AdminPage in admin.page'],
    ]);
  }, 60_000);

  it('are not called sound where no browser looked at them', async () => {
    process.env.PARLEY_CHROMIUM = join(tmpdir(), 'no-browser-here');
    expect(await screens()).toEqual([
      ['skipped', 'not looked at: no Chromium or Chrome was found; set PARLEY_CHROMIUM to the path of one'],
    ]);
  }, 60_000);

  it('are named when they throw, with a picture', async () => {
    author.change('ui/ContactPanel.tsx', "const { t } = useTranslation('tried-out');", "throw new Error('out of order');").buildScreens();
    const report = await author.check();
    expect(failures(report)[0]).toMatch(/^screens: \.\/ContactPanel in workbench\.conversation\.panel: Tried out is not available/);
    expect(report.points).toContainEqual({ area: 'screens', outcome: 'ok', text: './AdminPage in admin.page' });
    expect(existsSync(PICTURE)).toBe(true);
  }, 60_000);

  it('are named when the build does not expose what the manifest names', async () => {
    author.manifest(({ parley }) => {
      const { slots } = parley.ui as { slots: { component: string }[] };
      Object.assign(slots[1] as object, { component: './Elsewhere' });
    });
    expect(failures(await author.check())).toEqual([expect.stringMatching(/^boot: DEGRADED \(.*does not expose \.\/Elsewhere/)]);
  }, 60_000);
});
