import * as fc from 'fast-check';
import { place, type Position } from '../src/floats/place';
import { chordOf, keyLabel } from '../src/keys/hotkeys';
import { isFolded, noteCrash } from '../src/parts/crashes';
import { hueOf, initialsOf } from '../src/parts/initials';
import { backOff } from '../src/data/socket';
import { formatTimer } from '../src/time/format';

describe('initials', () => {
  it.each([
    ['Priya Raman', 'PR'],
    ['ana', 'A'],
    ['Diego Fernández Castañeda', 'DC'],
    ['陈美玲', '陈'],
    ['ليلى منصور', 'ل'],
    ['李静怡 Li', '李'],
    ['Δημήτρης Κ', 'ΔΚ'],
    ['+49 1512 5550199', null],
    ['@lucas.m', null],
    ['  ', null],
    ['🙂', null],
  ])('of %s are %s', (name, letters) => {
    expect(initialsOf(name)).toBe(letters);
  });

  it('come on one of eight grounds, always the same', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const hue = hueOf(id);
        return hue >= 1 && hue <= 8 && hue === hueOf(id);
      }),
    );
  });
});

describe('a float', () => {
  const all: Position[] = [
    'top',
    'top-start',
    'top-end',
    'bottom',
    'bottom-start',
    'bottom-end',
    'left',
    'left-start',
    'left-end',
    'right',
    'right-start',
    'right-end',
  ];

  it('is always inside the view, wherever its anchor is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.integer({ min: 0, max: 1180 }),
        fc.integer({ min: 0, max: 780 }),
        fc.boolean(),
        (position, left, top, rtl) => {
          const at = place({
            anchor: { left, top, width: 20, height: 20 },
            float: { width: 240, height: 300 },
            view: { width: 1200, height: 800 },
            position,
            offset: 6,
            rtl,
          });
          return at.left >= 8 && at.top >= 8 && at.left + 240 <= 1192 && at.top + 300 <= 792;
        },
      ),
    );
  });

  it('stands below, turns above where there is no room, and mirrors in right-to-left pages', () => {
    const common = { float: { width: 240, height: 300 }, view: { width: 1200, height: 800 }, offset: 6 };
    expect(place({ ...common, anchor: { left: 100, top: 100, width: 40, height: 32 }, position: 'bottom-start', rtl: false })).toEqual({
      left: 100,
      top: 138,
    });
    expect(place({ ...common, anchor: { left: 100, top: 700, width: 40, height: 32 }, position: 'bottom-start', rtl: false })).toEqual({
      left: 100,
      top: 394,
    });
    expect(place({ ...common, anchor: { left: 600, top: 100, width: 40, height: 32 }, position: 'bottom-start', rtl: true })).toEqual({
      left: 400,
      top: 138,
    });
    expect(place({ ...common, anchor: { left: 600, top: 300, width: 40, height: 32 }, position: 'right', rtl: true }).left).toBe(354);
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
    chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

  it('are told apart as a person writes them', () => {
    expect(press('j')).toBe('j');
    expect(press('K', { ctrlKey: true })).toBe('mod+k');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('J', { shiftKey: true })).toBe('shift+j');
    expect(press('Enter', { shiftKey: true })).toBe('shift+enter');
    expect(press('Escape')).toBe('escape');
  });

  it('are shown as they are printed', () => {
    expect(keyLabel('mod+k')).toBe('Ctrl K');
    expect(keyLabel('g i')).toBe('G I');
  });
});

describe('a part that crashes', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => {
        kept.set(key, value);
      },
    };
  };
  const minute = 60_000;

  it('is folded away after three times within ten minutes', () => {
    const kept = storage();
    expect([noteCrash('a', 0, kept), noteCrash('a', minute, kept)]).toEqual([false, false]);
    expect(isFolded('a', kept)).toBe(false);
    expect(noteCrash('a', 9 * minute, kept)).toBe(true);
    expect(isFolded('a', kept)).toBe(true);
    expect(isFolded('b', kept)).toBe(false);
  });

  it('stays when the crashes are far apart, and when the memory is spoilt', () => {
    const kept = storage();
    for (const time of [0, 6 * minute, 12 * minute]) noteCrash('a', time, kept);
    expect(isFolded('a', kept)).toBe(false);
    kept.setItem('parley.crashes.a', '{nonsense');
    expect(isFolded('a', kept)).toBe(false);
  });
});

it('the pause before a reconnect grows to ten seconds and is never the same for all', () => {
  expect([0, 1, 2, 8, 1000].map((attempt) => backOff(attempt, () => 1))).toEqual([500, 1000, 2000, 10_000, 10_000]);
  expect(backOff(1000, () => 0)).toBe(5_000);
});

it('a running timer reads like a clock', () => {
  expect([0, 38_400, 134_000, 3_727_000, -5].map(formatTimer)).toEqual(['0:00', '0:38', '2:14', '1:02:07', '0:00']);
});
