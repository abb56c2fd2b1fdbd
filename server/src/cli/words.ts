/** `1 row`, `12,345 rows`. */
export const countOf = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** `512 bytes`, `3.4 MB`. */
export const sizeOf = (bytes: number): string => {
  if (bytes < 1000) return countOf(bytes, 'byte');
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 1 ? 0 : 1)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
};

/** `2026-01-31 09:05:00 UTC` */
export const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
