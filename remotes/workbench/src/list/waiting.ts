import { formatMoment, formatSpan, formatTimer, toMs, useNow, useSession, useTranslation } from '@parley/plugin-ui';

/** How urgent a waiting customer is. */
export type Urgency = 'fresh' | 'soon' | 'late';

/** How long a customer waits for an answer, and how urgent that is by the organization's limits. */
export interface Waiting {
  text: string;
  urgency: Urgency;
  title: string;
}

const HOUR = 3_600_000;

/** The waiting time of a conversation, ticking; `null` when nobody waits. */
export function useWaiting(pendingSince: string | null): Waiting | null {
  const { t } = useTranslation('workbench');
  const { pendingSoonSeconds, pendingLateSeconds } = useSession().viewer.organization.settings;
  const now = useNow(pendingSince === null ? 3_600_000 : 1000);
  if (pendingSince === null) return null;
  const ms = Math.max(0, now - toMs(pendingSince));
  const urgency = ms >= pendingLateSeconds * 1000 ? 'late' : ms >= pendingSoonSeconds * 1000 ? 'soon' : 'fresh';
  return {
    text: ms < HOUR ? formatTimer(ms) : formatSpan(ms, 'short'),
    urgency,
    title: t('list.since', { time: formatMoment(pendingSince, 'list', now) }),
  };
}
