import { currentLocale, i18n } from '../i18n/i18n';

/** A moment as the API gives it (ISO text), as epoch milliseconds, or as a Date. */
export type Moment = string | number | Date;
/** How a moment is written; see {@link formatMoment}. */
export type MomentStyle = 'clock' | 'list' | 'date' | 'full' | 'relative';

/** A moment in epoch milliseconds; `NaN` when it cannot be read. */
export const toMs = (moment: Moment): number =>
  moment instanceof Date ? moment.getTime() : typeof moment === 'number' ? moment : Date.parse(moment);

const formats = new Map<string, Intl.DateTimeFormat>();

/** The person's regional tag for the chosen language: `en-GB` where the browser says so, else the language itself. */
export function formatTag(): string {
  const { tag } = currentLocale.get();
  const base = tag.split('-')[0];
  const regional = typeof navigator === 'undefined' ? undefined : navigator.languages.find((each) => each.split('-')[0] === base);
  return regional ?? tag;
}

function intl(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = formatTag();
  const key = tag + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(tag, options)));
  return format;
}

const day = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);

/**
 * A moment in words of the chosen language and the person's region.
 * - `clock` 14:32 · `date` 12 Oct, with the year when it is another · `full` 12 October 2026 at 14:32
 * - `list` what a list shows: the clock today, “Yesterday”, then the date
 * - `relative` how long ago: “now”, 4 min, 2 h, 3 d
 * @param now epoch milliseconds, from `useNow`
 */
export function formatMoment(moment: Moment, style: MomentStyle, now: number): string {
  const ms = toMs(moment);
  if (Number.isNaN(ms)) return '';
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  if (style === 'clock') return intl({ hour: 'numeric', minute: '2-digit' }).format(ms);
  if (style === 'full') return intl({ dateStyle: 'long', timeStyle: 'short' }).format(ms);
  if (style === 'relative') return now - ms < 60_000 ? i18n.t('kit:span.now') : formatSpan(now - ms, 'short');
  if (style === 'list') {
    const days = Math.round((day(now) - day(ms)) / 86_400_000);
    if (days <= 0) return formatMoment(ms, 'clock', now);
    if (days === 1) return i18n.t('kit:yesterday');
  }
  return intl({ day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(ms);
}

/**
 * A length of time in words: “5 h 12 min”, “12 min”, “40 s”. `short` keeps only the largest unit: “5 h”.
 * @param ms milliseconds; less than nothing counts as nothing
 */
export function formatSpan(ms: number, width: 'long' | 'short' = 'long'): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [d, h, m, s] = [Math.floor(total / 86_400), Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60, total % 60];
  const key =
    d > 0
      ? h > 0 && width === 'long'
        ? 'days'
        : 'wholeDays'
      : h > 0
        ? m > 0 && width === 'long'
          ? 'hours'
          : 'wholeHours'
        : m > 0
          ? 'minutes'
          : 'seconds';
  return i18n.t(`kit:span.${key}`, { d, h, m, s });
}

/** A running timer: 0:38, 12:04, 1:02:07. */
export function formatTimer(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A count in the person's digits and separators. */
export const formatNumber = (value: number): string => new Intl.NumberFormat(formatTag()).format(value);

/** A file's size: 248 kB, 3.1 MB. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(formatTag(), {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}
