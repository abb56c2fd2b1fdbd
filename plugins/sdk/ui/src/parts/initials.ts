const letter = /\p{L}/u;
const alphabetic = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u;

/**
 * The letters that stand for a name: first and last for alphabets with capitals (“Priya Raman” → PR), one sign for all other
 * scripts (陈美玲 → 陈, ليلى منصور → ل). `null` for a number, an `@username` and everything without a letter.
 */
export function initialsOf(name: string): string | null {
  const clean = name.normalize('NFC').trim();
  if (clean.startsWith('@') || clean.startsWith('+')) return null;
  const words = clean.split(/\s+/).filter((word) => letter.test(word));
  const first = words[0];
  if (first === undefined) return null;
  const sign = (word: string) => [...word].find((each) => letter.test(each)) ?? '';
  if (!alphabetic.test(sign(first))) return sign(first);
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const second = last !== undefined && alphabetic.test(sign(last)) ? sign(last) : '';
  return (sign(first) + second).toLocaleUpperCase();
}

/** One of the eight grounds, always the same for the same id. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return ((hash >>> 0) % 8) + 1;
}
