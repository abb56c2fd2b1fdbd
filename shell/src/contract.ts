/** The version of the screen contract that this shell speaks: the server's `CONTRACT_VERSION`. */
export const UI_CONTRACT = '1.0.0';

type Triple = readonly [number, number, number];
/** From the first version on, up to but not including the second. */
type Span = readonly [from: Triple, below: Triple];

const FOREVER: Triple = [Number.POSITIVE_INFINITY, 0, 0];
const COMPARATOR = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$/;

const before = (a: Triple, b: Triple): boolean => (a[0] !== b[0] ? a[0] < b[0] : a[1] !== b[1] ? a[1] < b[1] : a[2] < b[2]);

/** The first version behind all that begin with these parts: of `1.2` it is 1.3.0. */
function behind(parts: readonly number[]): Triple {
  const [major = 0, minor = 0, patch = 0] = parts;
  if (parts.length === 0) return FOREVER;
  if (parts.length === 1) return [major + 1, 0, 0];
  return parts.length === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** `^`: up to the next change of the leftmost part that is not zero. */
function caret(parts: readonly number[]): Triple {
  const leading = parts.findIndex((part) => part > 0);
  return behind(parts.slice(0, leading < 0 ? parts.length : leading + 1));
}

function spanOf(text: string): Span | null {
  const found = COMPARATOR.exec(text);
  if (!found) return null;
  const [, sign = '', ...written] = found;
  const end = written.findIndex((part) => part === undefined || !/^\d/.test(part));
  const parts = written.slice(0, end < 0 ? 3 : end).map(Number);
  const from: Triple = [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
  switch (sign) {
    case '^':
      return [from, caret(parts)];
    case '~':
      return [from, behind(parts.slice(0, 2))];
    case '>=':
      return [from, FOREVER];
    case '>':
      return [behind(parts), FOREVER];
    case '<':
      return [[0, 0, 0], from];
    case '<=':
      return [[0, 0, 0], behind(parts)];
    default:
      return [from, behind(parts)];
  }
}

/**
 * Can this shell run what was made for that range? Ranges as npm writes them: `^1.0`, `~1.2`, `>=1.1 <3`, `1.x || 2.x`. An empty range
 * says nothing and is let through; one that cannot be read is refused.
 */
export function fitsContract(range: string, version: string = UI_CONTRACT): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const at: Triple = [major, minor, patch];
  return range.split('||').some((part) =>
    part
      .replace(/([<>=^~])\s+/g, '$1')
      .trim()
      .split(/\s+/)
      .every((text) => {
        if (text === '') return true;
        const span = spanOf(text);
        return span !== null && !before(at, span[0]) && before(at, span[1]);
      }),
  );
}
