import { useTranslation } from 'react-i18next';
import { formatMoment, toMs, type Moment, type MomentStyle } from './format';
import { useNow } from './now';

/** What {@link Time} takes. */
export interface TimeProps {
  at: Moment;
  format?: MomentStyle;
  className?: string;
}

/** A moment, in the person's language and region; the full date and time on hover. Relative ones stay true by themselves. */
export function Time({ at, format = 'clock', className }: TimeProps) {
  useTranslation('kit');
  const now = useNow(format === 'relative' ? 10_000 : 60_000);
  const ms = toMs(at);
  if (Number.isNaN(ms)) return null;
  return (
    <time className={className} dateTime={new Date(ms).toISOString()} title={formatMoment(ms, 'full', now)}>
      {formatMoment(ms, format, now)}
    </time>
  );
}
